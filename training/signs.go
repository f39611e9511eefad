package training

import (
	"shinsa/imaging"
	"shinsa/imaging/specimen"
	"shinsa/review"
)

// A sign says how a defect shows on the checklist: which items a careful look answers "no", and for which
// reasons. The first of each is the one that is told. Excused are items that one may well answer "no" beside
// them: what is hidden by a lamp's reflection cannot be compared either.
type sign struct {
	items   []string
	reasons []string
	excused []string
	field   string // where it is to be seen; empty for the whole document
}

// compared are the items that need something to be read.
var compared = []string{
	"name-matches", "birth-date-matches", "address-matches", "room-shown", "number-matches", "in-date", "stay-current", "back-read",
	"features-plausible", "no-my-number",
}

var signs = map[specimen.Defect]sign{
	specimen.Expired:           {items: []string{"in-date", "stay-current"}, reasons: []string{"expired", "stay-ended"}, field: review.FieldExpiresOn},
	specimen.NameMismatch:      {items: []string{"name-matches"}, reasons: []string{"name-mismatch"}, field: "name"},
	specimen.AddressMismatch:   {items: []string{"address-matches"}, reasons: []string{"address-mismatch"}, excused: []string{"room-shown"}, field: review.FieldAddress},
	specimen.BirthDateMismatch: {items: []string{"birth-date-matches"}, reasons: []string{"birth-date-mismatch"}, field: review.FieldBirthDate},
	specimen.NumberMismatch:    {items: []string{"number-matches"}, reasons: []string{"number-mismatch"}, field: "number"},
	specimen.CutOff:            {items: []string{"whole-visible"}, reasons: []string{"cropped"}, excused: append([]string{"legible"}, compared...)},
	specimen.Blurred:           {items: []string{"legible"}, reasons: []string{"unreadable"}, excused: compared},
	specimen.Glare:             {items: []string{"legible"}, reasons: []string{"unreadable"}, excused: append([]string{"whole-visible"}, compared...)},
	specimen.Dark:              {items: []string{"legible"}, reasons: []string{"unreadable"}, excused: compared},
	specimen.MissingBack:       {items: []string{"back-read"}, reasons: []string{"back-missing"}, excused: []string{"address-matches", "room-shown", "stay-current", "whole-visible"}},
	specimen.WrongDocument:     {items: []string{"kind-matches"}, reasons: []string{"wrong-document"}, excused: append([]string{"legible", "original-unedited"}, compared...)},
	specimen.MyNumberShown:     {items: []string{"no-my-number"}, reasons: []string{"my-number-shown"}, field: "my_number"},
}

// side is where a defect is to be seen; empty where nothing shows it, because the picture is missing.
func side(t specimen.Truth, d specimen.Defect) string {
	if on, ok := t.On[d]; ok {
		return on
	}
	switch d {
	case specimen.MissingBack:
		return ""
	case specimen.MyNumberShown:
		return specimen.Back
	}
	if _, onBack := t.Regions[specimen.Back][signs[d].field]; onBack && d == specimen.AddressMismatch {
		return specimen.Back
	}
	return specimen.Front
}

// mark is the part of the upright picture in which a defect is: where its field stands, or the whole document. It
// is nil where the picture has no such place.
func mark(t specimen.Truth, f Found, d specimen.Defect) *review.Mark {
	corners, ok := t.Outline[f.Side]
	if !ok {
		return nil
	}
	outline := imaging.Outline{}
	for i, c := range corners {
		outline.Corners[i] = imaging.Point(c)
	}
	on := imaging.Box{W: 1, H: 1}
	if r, known := t.Regions[f.Side][signs[d].field]; known {
		const beside = 0.015 // of the document: a box that touches the letters hides them
		on = imaging.Box{X: r[0] - beside, Y: r[1] - beside, W: r[2] + 2*beside, H: r[3] + 2*beside}
	}
	box, ok := outline.Place(on)
	if !ok {
		return nil
	}
	parts := func(of float64) int { return int(of * review.MarkScale) }
	m := &review.Mark{Reason: f.Reason, Side: f.Side, X: parts(box.X), Y: parts(box.Y)}
	m.W, m.H = parts(box.X+box.W)-m.X, parts(box.Y+box.H)-m.Y
	return m
}
