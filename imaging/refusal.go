package imaging

import (
	"fmt"
	"slices"
)

// RefusalCode names a reason why a file is not acceptable. It is also the id of
// the words that a person reads, "image.refused." before it.
type RefusalCode string

// The reasons. What [Refusal.Got] and [Refusal.Max] hold is said where they hold
// something; elsewhere both are 0.
const (
	// RefusedEmpty: the file has no bytes.
	RefusedEmpty RefusalCode = "empty"
	// RefusedTooLarge: a JPEG of too many bytes. Got and Max are bytes.
	RefusedTooLarge RefusalCode = "too-large"

	// The file is of another format that people send by mistake.
	RefusedPNG  RefusalCode = "png"
	RefusedHEIC RefusalCode = "heic" // what iPhones keep unless told otherwise
	RefusedWebP RefusalCode = "webp"
	RefusedGIF  RefusalCode = "gif"
	RefusedPDF  RefusalCode = "pdf"
	RefusedTIFF RefusalCode = "tiff"
	RefusedBMP  RefusalCode = "bmp"
	// RefusedOtherFormat: a picture or film in some other known format, such
	// as AVIF, JPEG XL, SVG or MP4. To call it "not an image" would be untrue.
	RefusedOtherFormat RefusalCode = "other-format"
	// RefusedNotAnImage: nothing that is known to hold a picture.
	RefusedNotAnImage RefusalCode = "not-an-image"

	// RefusedCutShort: the end of the file is missing, or the last scans of a
	// progressive one, as after a transfer that broke off.
	RefusedCutShort RefusalCode = "cut-short"
	// RefusedDamaged: the file breaks the rules of its own format.
	RefusedDamaged RefusalCode = "damaged"
	// RefusedUnsupportedJPEG: a sort of JPEG that may well be sound and open
	// elsewhere, but cannot be read here: arithmetic coding, lossless,
	// hierarchical, 12 bits, unusual components or sampling.
	RefusedUnsupportedJPEG RefusalCode = "unsupported-jpeg"

	// RefusedZeroSize: the file claims a width or a height of 0.
	RefusedZeroSize RefusalCode = "zero-size"
	// RefusedTooManyPixels: Got and Max are pixels. Max is lower than the
	// limit for the rare colour models that cost a decoder more memory.
	RefusedTooManyPixels RefusalCode = "too-many-pixels"
	// RefusedTooLongSide: Got and Max are the longer side, in pixels.
	RefusedTooLongSide RefusalCode = "too-long-side"
	// RefusedTooSmall: Got is the side that is too short, in pixels, and Max
	// is the least length that it should have.
	RefusedTooSmall RefusalCode = "too-small"
	// RefusedTooManyScans: Max is the most scans allowed. Got is one more,
	// since counting ends there.
	RefusedTooManyScans RefusalCode = "too-many-scans"
	// RefusedProgressiveTooLarge: Got and Max are pixels.
	RefusedProgressiveTooLarge RefusalCode = "progressive-too-large"
)

var refusalCodes = []RefusalCode{
	RefusedEmpty, RefusedTooLarge,
	RefusedPNG, RefusedHEIC, RefusedWebP, RefusedGIF, RefusedPDF, RefusedTIFF, RefusedBMP,
	RefusedOtherFormat, RefusedNotAnImage,
	RefusedCutShort, RefusedDamaged, RefusedUnsupportedJPEG,
	RefusedZeroSize, RefusedTooManyPixels, RefusedTooLongSide, RefusedTooSmall,
	RefusedTooManyScans, RefusedProgressiveTooLarge,
}

// RefusalCodes returns every code that a [Refusal] can carry, so that a test can
// check that there are words for each.
func RefusalCodes() []RefusalCode { return slices.Clone(refusalCodes) }

// Refusal says why a file is not acceptable. It is about the file alone: sending
// the same bytes again gives the same refusal.
type Refusal struct {
	Code RefusalCode
	// Got and Max are what was found and what is allowed, where the code has
	// a measure.
	Got, Max int64
}

// Error describes the refusal for a log. It holds nothing that came from the
// file but a number.
func (r *Refusal) Error() string {
	if r.Got == 0 && r.Max == 0 {
		return "imaging: refused: " + string(r.Code)
	}
	return fmt.Sprintf("imaging: refused: %s (got %d, bound %d)", r.Code, r.Got, r.Max)
}

func refuse(code RefusalCode) *Refusal { return &Refusal{Code: code} }

func refuseBy(code RefusalCode, got, bound int) *Refusal {
	return &Refusal{Code: code, Got: int64(got), Max: int64(bound)}
}
