package views

import (
	"slices"
	"strings"

	"shinsa/review"
	"shinsa/review/kinds"
)

// Again is what stands on top after "please send again": the reasons in the reader's language, what to
// do, the picture as it was sent, and until when.
type Again struct {
	Message  []string // as it was sent, line by line; nil when it is in another language
	Reasons  []string // in the reader's language; nil when Message says them
	Original []string // the message in the other language, for who wants to see it
	Lang     string   // of Original
	Todo     []Problem
	Pictures []Picture
	Pins     []Pin  // where on the pictures the reasons are seen
	Until    string // date
	Left     string // "in 3 days"
	Last     bool   // this is the last time
}

// Picture is an image of the applicant's own.
type Picture struct {
	Side    string
	Name    string // of the side
	Src     string // empty when it was destroyed
	Missing string // why there is none
}

func newAgain(a Applicant, v *review.ApplicantView, set review.Settings) *Again {
	o := v.Outcome
	again := &Again{Until: a.day(v.DueAt), Last: v.LastRound, Todo: todo(a, v), Pictures: pictures(a, v.Kind, o.Images, o.Round), Pins: pins(a, v.Kind, o)}
	again.Message, again.Reasons, again.Original = outcomeWords(a, o)
	again.Lang = o.Lang
	return again
}

// outcomeWords chooses how an outcome is explained: by the message as it was sent, if the reader reads its
// language, else by the catalogue's words for its reasons.
func outcomeWords(a Applicant, o *review.OutcomeView) (message, reasons, original []string) {
	if o.Message != "" && o.Lang == a.Lang {
		return lines(o.Message), nil, nil
	}
	for _, id := range o.Reasons {
		reasons = append(reasons, a.T(kinds.ReasonApplicant(id)))
	}
	if o.Message != "" {
		original = lines(o.Message)
	}
	return nil, reasons, original
}

// todo lists the places at which the reasons can be mended.
func todo(a Applicant, v *review.ApplicantView) []Problem {
	var fields, sides []string
	other := false
	for _, r := range v.Outcome.Actions {
		other = other || r.Mends == kinds.OtherDocument
		for _, id := range r.Fields {
			if f, ok := v.Kind.Field(id); ok && !slices.Contains(fields, f.ID) {
				fields = append(fields, f.ID)
			}
		}
	}
	for _, m := range v.Missing {
		if side, ok := strings.CutPrefix(m.Field, "image."); ok {
			sides = append(sides, side)
		}
	}
	var out []Problem
	if other {
		out = append(out, Problem{Text: a.T("apply.again.todo-kind"), Href: a.Link + "/kind"})
	}
	for _, id := range fields {
		f, _ := v.Kind.Field(id)
		out = append(out, Problem{Text: a.T("apply.again.todo-field", "field", v.Kind.Text(a.Lang, f.LabelID())), Href: a.mendAt(id)})
	}
	for _, side := range sides {
		out = append(out, Problem{Text: a.T("apply.again.todo-side", "side", sideName(a.Page, v.Kind, side)), Href: a.mendAt("image." + side)})
	}
	return append(out, Problem{Text: a.T("apply.again.todo-send"), Href: a.Link + "/check"})
}

// pictures are images as small copies, in the order of the kind's sides. round is the round that they are
// shown from, 0 for the present one.
func pictures(a Applicant, k *kinds.Kind, images []review.SideView, round int) []Picture {
	images = slices.Clone(images)
	place := func(i review.SideView) int {
		return slices.IndexFunc(k.Sides, func(s kinds.Side) bool { return s.ID == i.Side })
	}
	slices.SortStableFunc(images, func(x, y review.SideView) int { return place(x) - place(y) })
	out := make([]Picture, 0, len(images))
	for _, i := range images {
		p := Picture{Side: i.Side, Name: sideName(a.Page, k, i.Side)}
		switch {
		case !i.Purged:
			p.Src = linkImageSrc(a.Link, i, round)
		case i.KeptDays > 0:
			p.Missing = a.T("apply.picture.kept", "n", i.KeptDays)
		default:
			p.Missing = a.T("apply.picture.purged")
		}
		out = append(out, p)
	}
	return out
}
