"""Pictures: what staff upload, made safe once and served for ever under an address made from its content.

Picture: one stored original (WebP, 1600 px at most, metadata gone) with its alt text and credit. Rendition: the same
picture at 400, 800 or 1600 px as AVIF, WebP or JPEG, made by a job; until it is there pages use the original.
Decoding is the type check; formats, bytes and pixels are limited before anything is decoded, and SVG never enters.
"""
