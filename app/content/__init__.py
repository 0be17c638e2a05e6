"""Articles: what they say, what they rest on, and every version that readers have seen.

Article: an address, a state and a working copy. The working copy is one document that staff edit; readers never see
it. Version: an immutable picture of the working copy at the moment it was published; the current one is what the
public pages show (C2). Class: A news or finding about the disease, B self-care how-to, C living with it, D product
guide. Finding: one graded statement, the unit of evidence. Citation: a work in CSL-JSON, unique by DOI, else PMID,
shared by all articles.
"""
