"""The pictures that other sites show beside a link to a page of ours that is no article.

A page is known by its kind (resource, door, topic, series, shelf; house for the lists and the first page) and an id.
A round of the worker compares what each page is called now with what its picture was drawn from, and draws what is new
or changed, some at a time: nothing else in the house has to think of it, and no page waits for one.
"""
