"""Answers and hints, a module for each chapter; `nncourse.exercises` compares them."""
