package specimen

import (
	"fmt"
	"slices"
)

// A Defect is one thing that is wrong with a specimen, on purpose. Its value is the word that the truth
// file and the command line use.
type Defect string

// The defects of what is typed differ from what is printed in exactly one field. The defects of the
// picture are on one side, which Truth.On names.
const (
	// Expired prints a validity (or a start of the renewal period) that is over on the request's day.
	Expired Defect = "expired"
	// NameMismatch types another name: a part left out, in another order, or with another spelling.
	NameMismatch Defect = "name-mismatch"
	// AddressMismatch types the address before the newest one, or another house number.
	AddressMismatch Defect = "address-mismatch"
	// BirthDateMismatch types another, possible birth date.
	BirthDateMismatch Defect = "birth-date-mismatch"
	// NumberMismatch types another number of the same pattern.
	NumberMismatch Defect = "number-mismatch"
	// CutOff leaves at least one corner of the document outside the picture.
	CutOff Defect = "cut-off"
	// Blurred is out of focus.
	Blurred Defect = "blurred"
	// Glare puts the reflection of a lamp on a field that has to be read.
	Glare Defect = "glare"
	// MissingBack has notes on the back, but the applicant says that there are none and sends no picture.
	MissingBack Defect = "missing-back"
	// WrongDocument shows another kind than the one that was chosen; Truth.Shown names it.
	WrongDocument Defect = "wrong-document"
	// Dark was taken with hardly any light.
	Dark Defect = "dark"
	// MyNumberShown is a card that is also a My Number card, the number on its back not covered. It is left
	// out where the back is missing.
	MyNumberShown Defect = "my-number-shown"
)

// Defects lists every defect, in the order in which a truth file names them.
func Defects() []Defect {
	return []Defect{
		Expired, NameMismatch, AddressMismatch, BirthDateMismatch, NumberMismatch, CutOff, Blurred, Glare,
		MissingBack, WrongDocument, Dark, MyNumberShown,
	}
}

// ParseDefect returns the defect of that word, or an error that lists the words there are.
func ParseDefect(word string) (Defect, error) {
	if d := Defect(word); slices.Contains(Defects(), d) {
		return d, nil
	}
	return "", fmt.Errorf("specimen: no defect %q; there are %v", word, Defects())
}

// Fits reports whether a document of that kind can have the defect at all: the paper certificate has no
// validity, no number and nothing on its back, and only the two cards of today can be a My Number card too.
func (d Defect) Fits(kind string) bool {
	switch d {
	case Expired, NumberMismatch, MissingBack:
		return kind != MattersCertificate
	case MyNumberShown:
		return kind == ResidentCard || kind == SpecialPermanentResidentCertificate
	}
	return true
}

// ofPicture reports whether the defect is in the picture of one side.
func (d Defect) ofPicture() bool {
	return d == CutOff || d == Blurred || d == Glare || d == Dark
}
