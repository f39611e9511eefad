// Package imaging takes in the JPEG files that applicants send.
//
// A file goes through four steps, and the cheap ones come first. Its kind is
// judged by its first bytes, never by a name or a declared type. Its markers
// are walked from the first to the last without decoding anything, so that
// size, pixels, sides and scans are known and bounded, and a file cut short is
// found. Then it is decoded within a byte budget that all uploads share: by the
// standard library, or, for the usual large photo, by a small decoder here that
// makes no more pixels than the copies need. Last it is shrunk, turned upright
// and encoded again, which leaves every kind of metadata behind; in the smaller copy the
// outline of the document is looked for, and it is noted what the picture looks like, so
// that it is known again: see [Likeness].
//
// The package keeps nothing and knows nothing of submissions: who stores the
// original bytes as evidence, and the smaller copies for the screen, is the
// caller's business, and so are the words for a person. A [Refusal] carries a
// code, not a sentence.
//
// Colour profiles are dropped on purpose. A photo taken in a wider colour space
// than sRGB looks a little paler then; a document is read the same.
//
// Start with [Intake], [Picture], [Outline] and [Refusal]. A caller may rely on this: no
// input makes the package panic, hold more than the [Budget] allows for the
// decoded pixels, or work for longer than its limits permit.
package imaging
