package views

import (
	"shinsa/review"
	"shinsa/review/compare"
	"shinsa/review/kinds"
)

// RoundLine is an earlier round beside the one that followed it.
type RoundLine struct {
	Title    string
	At       string
	Changed  []FieldChange
	Same     []FieldLine
	Sides    []RoundSide
	Findings []FindingTag
	Erased   bool
}

// FieldChange is a field that was typed anew. Either side is empty where nothing was typed.
type FieldChange struct {
	Label    string
	Was, Now []compare.Piece
}

// RoundSide is a side of the document in two rounds that follow each other.
type RoundSide struct {
	Name     string
	Carried  bool // one picture for both
	Was, Now RoundPicture
}

// Both says whether there are two pictures to compare.
func (s RoundSide) Both() bool { return !s.Carried && s.Was.Src != "" && s.Now.Src != "" }

// RoundPicture is a picture of a round, or why there is none.
type RoundPicture struct {
	Round         string
	Src, Full     string
	Width, Height int
	Missing       string
}

// roundLines are the earlier rounds, the latest first, each beside the one after it.
func (p Page) roundLines(v *review.ReviewView, in ReviewInput) []RoundLine {
	var out []RoundLine
	next := v.Round
	for _, r := range v.Earlier {
		line := RoundLine{Title: p.T("round.n", "n", r.N), At: clock(r.SubmittedAt, in.Zone), Erased: r.Erased}
		if r.Kind != v.Kind.ID {
			line.Title += " · " + p.T(kinds.KindName(r.Kind))
		}
		if !r.Erased {
			line.Changed, line.Same = p.fieldChanges(v.Kind, r, next)
		}
		for _, side := range v.Kind.Sides {
			if s, ok := p.roundSide(v, side, r, next); ok {
				line.Sides = append(line.Sides, s)
			}
		}
		for _, stored := range r.Findings {
			line.Findings = append(line.Findings, p.findingTag(stored, v.Kind.ID, []*kinds.Kind{v.Kind}))
		}
		out = append(out, line)
		next = r
	}
	return out
}

func (p Page) fieldChanges(k *kinds.Kind, r, next review.RoundView) (changed []FieldChange, same []FieldLine) {
	for _, f := range k.Fields {
		was, now := r.Fields[f.ID], next.Fields[f.ID]
		if f.Type == kinds.YesNo {
			was, now = p.answerWord(was), p.answerWord(now)
		}
		switch {
		case next.Erased || was == now && was != "":
			same = append(same, FieldLine{ID: f.ID, Label: p.fieldLabel(k, f), Value: was})
		case was != now:
			c := FieldChange{Label: p.fieldLabel(k, f)}
			c.Was, c.Now = compare.Changed(was, now)
			changed = append(changed, c)
		}
	}
	return changed, same
}

func (p Page) answerWord(answer string) string {
	if answer == "" {
		return ""
	}
	return p.T("answer." + answer)
}

// roundSide puts the pictures of a side in two rounds beside each other; false when neither round has one.
func (p Page) roundSide(v *review.ReviewView, side kinds.Side, r, next review.RoundView) (RoundSide, bool) {
	s := RoundSide{Name: v.Kind.Text(p.Lang, side.NameID())}
	was, hadOne := imageOf(r, side.ID)
	now, hasOne := imageOf(next, side.ID)
	s.Was, s.Now = p.roundPicture(v, r, was, hadOne), p.roundPicture(v, next, now, hasOne)
	if s.Carried = hadOne && hasOne && was.ID == now.ID; s.Carried && s.Was.Src != "" {
		// It stands on the stage: a small one says enough, and nobody has looked at it.
		s.Was.Src, s.Was.Width, s.Was.Height = imageSrc(v.Reference, side.ID, r.N, review.SizeThumb), 96, 60
	}
	return s, hadOne || hasOne
}

func imageOf(r review.RoundView, side string) (review.ImageView, bool) {
	for _, i := range r.Images {
		if i.Side == side {
			return i, true
		}
	}
	return review.ImageView{}, false
}

func (p Page) roundPicture(v *review.ReviewView, r review.RoundView, i review.ImageView, there bool) RoundPicture {
	out := RoundPicture{Round: p.T("round.n", "n", r.N)}
	switch {
	case !there:
		out.Missing = p.T("rounds.none")
	case i.Purged:
		out.Missing = p.T("stage.purged")
	default:
		out.Src = imageSrc(v.Reference, i.Side, r.N, review.SizeScreen)
		out.Full = imageSrc(v.Reference, i.Side, r.N, review.SizeFull)
		out.Width, out.Height = i.ScreenWidth, i.ScreenHeight
	}
	return out
}
