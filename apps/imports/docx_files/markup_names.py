"""The full name of an element of Word's markup, looked up once: a document asks for a few of them a million times."""

from functools import cache

from docx.oxml.ns import qn as build_name

qn = cache(build_name)
