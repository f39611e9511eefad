package views

import (
	"encoding/json"
	"math"

	"shinsa/review"
	"shinsa/review/compare"
	"shinsa/review/kinds"
)

// Segment is a part of a typed value as it is shown.
type Segment struct {
	Text string
	Note string // what it may be taken for; empty for a part that is plain
}

// ReadingLine is a way to read a typed value.
type ReadingLine struct{ Text, Why string }

// readingAids adds how a typed value can be read, and names the characters in it that are easily taken for
// others.
func (p Page) readingAids(line *FieldLine, f kinds.Field) {
	if line.Word || line.Value == "" {
		return
	}
	var readings []compare.Reading
	characters := compare.AddressCharacters(line.Value)
	switch f.Type {
	case kinds.Name:
		readings, characters = compare.NameReadings(line.Value), compare.NameCharacters(line.Value)
	case kinds.Address:
		readings = compare.AddressReadings(line.Value)
	case kinds.Room:
		readings = compare.RoomReadings(line.Value)
	case kinds.Number:
		readings, characters = compare.NumberReadings(line.Value), compare.NumberCharacters(line.Value)
	case kinds.Date:
		readings = compare.DateReadings(line.Value)
	}
	for _, r := range readings {
		line.Readings = append(line.Readings, ReadingLine{r.Text, p.T(r.Why)})
	}
	line.Segments, line.Characters = p.segments(line.Value, characters)
}

// segments parts a value at the characters that are named, and gives each note once. What cannot be seen is
// shown by its code, so that it neither hides nor turns what stands beside it.
func (p Page) segments(value string, characters []compare.Character) (out []Segment, notes []string) {
	r, from := []rune(value), 0
	said := map[string]bool{}
	for _, c := range characters {
		if c.At > from {
			out = append(out, Segment{Text: string(r[from:c.At])})
		}
		note := p.T(c.Why, c.Args()...)
		text := string(c.Is)
		if c.Hidden() {
			text = "⟨" + c.Code() + "⟩"
		}
		out, from = append(out, Segment{text, note}), c.At+1
		if !said[note] {
			notes, said[note] = append(notes, note), true
		}
	}
	if from < len(r) {
		out = append(out, Segment{Text: string(r[from:])})
	}
	return out, notes
}

// placesOf is where regions are in the pictures of the round, by side, as JSON for the script that turns the
// view: {"front":[x,y,w,h]} in fractions of the picture. It is empty where no place is known; then the whole
// picture is looked at.
func placesOf(v *review.ReviewView, regions func(side string) kinds.Regions) string {
	places := map[string][4]float64{}
	for _, i := range v.Round.Images {
		if i.Purged {
			continue
		}
		if b, ok := i.Place(v.Kind, regions(i.Side)); ok {
			places[i.Side] = [4]float64{short(b.X), short(b.Y), short(b.W), short(b.H)}
		}
	}
	if len(places) == 0 {
		return ""
	}
	text, err := json.Marshal(places)
	if err != nil { // not reached: Place gives numbers
		return ""
	}
	return string(text)
}

// outlineOf is the upright box around the document in a picture: [x, y, width, height] in parts of the picture.
func outlineOf(k *kinds.Kind, i review.ImageView) string {
	b, ok := i.Place(k, kinds.Regions{{W: 1, H: 1}})
	if !ok {
		return ""
	}
	text, err := json.Marshal([4]float64{short(b.X), short(b.Y), short(b.W), short(b.H)})
	if err != nil { // not reached: Place gives numbers
		return ""
	}
	return string(text)
}

// short keeps four decimals.
func short(f float64) float64 { return math.Round(f*10000) / 10000 }
