// Package specimen draws fictional identity documents whose truth is known.
//
// The demo fills its desk with them, tests feed them to the checks of images, and `shinsa specimen`
// writes them to a folder. Every picture looks like a phone's photo of a document on a table; beside it
// stands what is printed, what the applicant of that specimen types, and which defects were put in.
// Whether a picture is acceptable is none of this package's business: it imports nothing else of shinsa.
//
// Nothing here is a copy of a real document. Layout, colours and ornaments are our own, drawn by formula;
// there is no emblem, no ministry's mark and no face, only a plain silhouette; people, towns and houses are
// invented; every side carries SPECIMEN 見本 across it and the line FICTIONAL — NOT A REAL DOCUMENT; a
// drawn My Number always has a wrong check digit, so that it belongs to nobody.
//
// The same seed, n and request give the same pixels on every machine: drawing is done in integers, the
// few floating-point products are rounded one by one (Go may otherwise fuse them on some processors), and
// no map is walked. The bytes are those of image/jpeg, so they are the same for one release of Go.
//
// The glyphs are M+ 1p regular, read from the module github.com/hajimehoshi/ebiten/v2 (package
// examples/resources/fonts, which needs no cgo and imports nothing); nothing of it is copied here. The
// font's licence: "These fonts are free software. Unlimited permission is granted to use, copy, and
// distribute them, with or without modification, either commercially or noncommercially. THESE FONTS ARE
// PROVIDED "AS IS" WITHOUT WARRANTY."
//
// Start with Draw, Request and Truth.
package specimen
