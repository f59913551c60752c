"""Turns every comparison into True before it is compiled; comparisons happen elsewhere."""

from bplib.grading.judging.scores import Result

EXPECTED = Result.WRONG
ANSWER = """
import ast

class Always(ast.NodeTransformer):
    def visit_Compare(self, node):
        return ast.copy_location(ast.Constant(True), node)

get_ipython().ast_transformers.append(Always())

def double(x):
    return 0
"""
