#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes gp-fits.ini: two regression problems whose maximum likelihood is known.

diabetes: Efron, Hastie, Johnstone and Tibshirani (2004), "Least angle regression", as in scikit-learn, columns and output
divided by their standard deviations. co2: monthly means at Mauna Loa 1959 to 1997, as in R's datasets (Keeling and Whorf,
Scripps), less their mean; give its CSV file (time, value) as the argument.
The maxima are those of scikit-learn 1.2.1's GaussianProcessRegressor (`value`, from the starts given there).
"""
import os, sys
import numpy as np
from sklearn.datasets import load_diabetes


def numbers(values):
    return ";".join(repr(float(v)) for v in np.asarray(values).T.ravel())


x, y = load_diabetes(return_X_y=True)
t = np.loadtxt(sys.argv[1], delimiter=",", skiprows=1)
with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "gp-fits.ini"), "w") as out:
    out.write("# SPDX-License-Identifier: GPL-3.0-or-later\n# Written by make-gp-fits.py, which says what this is. Matrices by "
              "columns.\n")
    out.write("\n[diabetes]\ncolumns=10\nvalue=-485.7432633\nvalue-ard=-478.4263275\nx=%s\ny=%s\n"
              % (numbers(x / x.std(0)), numbers((y - y.mean()) / y.std())))
    out.write("\n[co2]\ncolumns=1\nvalue=-83.2138163\nx=%s\ny=%s\n" % (numbers(t[:, 0]), numbers(t[:, 1] - t[:, 1].mean())))
