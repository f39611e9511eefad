package views

import (
	"encoding/json"
	"fmt"
	"slices"

	"shinsa/review"
	"shinsa/review/kinds"
)

// MarkLine is a place on a picture to which a reason is pinned.
type MarkLine struct {
	review.Mark
	N     int    // from 1 within the page
	Words string // reason, side and place in words
}

// markLines are marks in the order in which they were made, with the kind's words.
func (p Page) markLines(k *kinds.Kind, marks []review.Mark) []MarkLine {
	var out []MarkLine
	for i, m := range marks {
		words := p.T("marks.line", "reason", k.Text(p.Lang, kinds.ReasonStaff(m.Reason)), "side", p.sideName(k, m.Side), "place", p.T(placeWord(m)))
		out = append(out, MarkLine{Mark: m, N: i + 1, Words: words})
	}
	return out
}

// placeWord is the id of the words for the ninth of the picture in which the middle of a mark lies.
func placeWord(m review.Mark) string {
	third := func(at, extent int, words [3]string) string {
		return words[min(2, (at+extent/2)*3/review.MarkScale)]
	}
	return "place." + third(m.Y, m.H, [3]string{"top", "middle", "bottom"}) + "-" + third(m.X, m.W, [3]string{"left", "centre", "right"})
}

// mostMarks is how many marks a decision may have.
const mostMarks = review.MaxMarks

// placeWords are the words for the ninths of a picture, row by row, for the script.
func (p Page) placeWords() string {
	var words []string
	for _, row := range []string{"top", "middle", "bottom"} {
		for _, column := range []string{"left", "centre", "right"} {
			words = append(words, p.T("place."+row+"-"+column))
		}
	}
	out, _ := json.Marshal(words) // a list of strings cannot fail
	return string(out)
}

// sideNames are the names of the sides by id, for the script.
func (m ReviewModel) sideNames() string {
	names := map[string]string{}
	for _, s := range m.Sides {
		names[s.ID] = s.Name
	}
	out, _ := json.Marshal(names) // a map of strings cannot fail
	return string(out)
}

// onSide are the marks of one side.
func onSide(marks []MarkLine, side string) []MarkLine {
	return slices.DeleteFunc(slices.Clone(marks), func(m MarkLine) bool { return m.Side != side })
}

// drawMarks puts marks on the sides of the stage.
func drawMarks(sides []StageSide, marks []MarkLine) {
	for i := range sides {
		sides[i].Marks = onSide(marks, sides[i].ID)
	}
}

// markFrame is the drawing that lies over a picture: as wide as a mark can be, and as high as the picture has
// it in proportion, so that what is drawn keeps its shape.
type markFrame struct{ height int }

func frameOf(width, height int) markFrame {
	if width < 1 || height < 1 {
		return markFrame{review.MarkScale}
	}
	return markFrame{max(1, review.MarkScale*height/width)}
}

func (f markFrame) viewBox() string { return fmt.Sprintf("0 0 %d %d", review.MarkScale, f.height) }

// down is a distance downwards in the drawing.
func (f markFrame) down(y int) string { return itoa(y * f.height / review.MarkScale) }

// MarkedPicture is a small picture with the marks of an earlier decision on it.
type MarkedPicture struct {
	Src, Alt      string // Src is empty when the picture is gone
	Width, Height int
	Marks         []MarkLine
}

// markedPictures are the pictures on which an earlier decision has marks.
func (p Page) markedPictures(v *review.ReviewView, d review.DecisionView) []MarkedPicture {
	marks := p.markLines(v.Kind, d.Marks)
	var out []MarkedPicture
	for _, r := range append([]review.RoundView{v.Round}, v.Earlier...) {
		if r.N != d.Round {
			continue
		}
		for _, i := range r.Images {
			on := onSide(marks, i.Side)
			if len(on) == 0 {
				continue
			}
			pic := MarkedPicture{Alt: p.T("stage.alt", "side", p.sideName(v.Kind, i.Side)), Width: i.Width, Height: i.Height, Marks: on}
			if !i.Purged {
				pic.Src = imageSrc(v.Reference, i.Side, r.N, review.SizeThumb)
			}
			out = append(out, pic)
		}
	}
	return out
}

// Pin is a reason with the place on the applicant's own picture to which it was pinned.
type Pin struct {
	Sentence      string // the reason, as applicants read it
	Where         string // the place in words
	Side          string // its name
	Src, Alt      string // Src is empty when the picture is gone
	Width, Height int
	Marks         []MarkLine
}

// pins are the marks of an outcome by reason and side, in the order of the reasons.
func pins(a Applicant, k *kinds.Kind, o *review.OutcomeView) []Pin {
	var out []Pin
	for _, id := range o.Reasons {
		for _, i := range o.Images {
			pin := Pin{Sentence: a.T(kinds.ReasonApplicant(id)), Side: sideName(a.Page, k, i.Side), Width: i.Width, Height: i.Height}
			var places []string
			for _, m := range o.Marks {
				if m.Reason != id || m.Side != i.Side {
					continue
				}
				pin.Marks = append(pin.Marks, MarkLine{Mark: m})
				if place := a.T(placeWord(m)); !slices.Contains(places, place) {
					places = append(places, place)
				}
			}
			if len(pin.Marks) == 0 {
				continue
			}
			pin.Where = a.T("apply.pin.where", "side", pin.Side, "place", joined(a.Page, places))
			if !i.Purged {
				pin.Src = linkImageSrc(a.Link, i, o.Round)
				pin.Alt = a.T("apply.pin.alt", "side", pin.Side, "place", joined(a.Page, places))
			}
			out = append(out, pin)
		}
	}
	return out
}

// joined is a list of words as the language writes one.
func joined(p Page, words []string) string {
	text := ""
	for i, w := range words {
		if i > 0 {
			text += p.T("place.and")
		}
		text += w
	}
	return text
}
