package views

import (
	"strconv"
	"strings"
	"time"

	"shinsa/review"
	"shinsa/review/kinds"
)

// ContextModel is what else is known about a submission. It shows nothing when there is nothing.
type ContextModel struct {
	First  string // the strongest of them in a line
	Lines  []ContextLine
	More   []string // what is not named, by tie
	Home   string   // how many come from the same home; empty for none
	Failed bool     // it could not be looked up now
}

// ContextLine is another submission.
type ContextLine struct {
	Ties    []string
	Ref     string
	Href    string // empty where the person may not open it
	Kind    string // empty where it is the same
	Round   string // empty for the first
	State   string
	Word    string // how it stands
	At      string
	Reasons []string
}

// contextModel puts in words what the desk found; c is nil when it could not look.
func (p Page) contextModel(v *review.ReviewView, c *review.Context, failed bool, zone *time.Location) ContextModel {
	m := ContextModel{Failed: failed}
	if c == nil {
		return m
	}
	for _, o := range c.Others {
		m.Lines = append(m.Lines, p.contextLine(v, o, zone))
	}
	if len(m.Lines) > 0 {
		l := m.Lines[0]
		m.First = p.T("related.first", "ties", strings.Join(l.Ties, p.T("related.and")), "ref", l.Ref,
			"rest", strings.Join(append([]string{l.Word + " " + l.At}, l.Reasons...), p.T("related.and")))
	}
	for _, t := range review.Ties() {
		if more := c.More[t]; more.N > 0 {
			m.More = append(m.More, p.T("related.more."+string(t), "n", more.N, "plus", p.plus(more.AtLeast)))
		}
	}
	if c.SameHome > 0 {
		m.Home = p.T("related.home", "n", c.SameHome, "plus", p.plus(c.ManyHome))
	}
	return m
}

// plus says that a number is not all.
func (p Page) plus(more bool) string {
	if more {
		return p.T("related.plus")
	}
	return ""
}

func (p Page) contextLine(v *review.ReviewView, o review.Other, zone *time.Location) ContextLine {
	line := ContextLine{
		Ref: string(o.Reference), State: string(o.State), Word: p.T("related.state." + string(o.State)), At: clock(o.At, zone),
	}
	for _, t := range o.Ties {
		side := ""
		if s, ok := v.Kind.Side(t.Side); ok {
			side = v.Kind.Text(p.Lang, s.NameID())
		}
		line.Ties = append(line.Ties, p.T("related.tie."+string(t.Tie), "side", side))
	}
	if o.MayOpen {
		line.Href = "/submissions/" + string(o.Reference)
	}
	if o.Kind != v.Kind.ID {
		line.Kind = p.T(kinds.KindName(o.Kind))
	}
	if o.Round > 1 {
		line.Round = p.T("round.n", "n", o.Round)
	}
	for _, id := range o.Reasons {
		line.Reasons = append(line.Reasons, p.T(kinds.ReasonStaff(id)))
	}
	return line
}

// ImageAbout is what a picture's file says about itself.
type ImageAbout struct {
	Lines  []AboutLine
	Edited string // the editor that wrote it; empty for none
}

// AboutLine is one thing that the file says.
type AboutLine struct{ Label, Value string }

func (p Page) imageAbout(i review.ImageView) ImageAbout {
	f := i.Facts
	about := ImageAbout{Edited: f.EditedBy()}
	add := func(label, value string) {
		if value != "" {
			about.Lines = append(about.Lines, AboutLine{p.T("about." + label), value})
		}
	}
	add("pixels", strconv.Itoa(i.Width)+" × "+strconv.Itoa(i.Height))
	add("bytes", p.T("about.n-bytes", "n", grouped(i.Bytes)))
	add("name", i.Name)
	add("taken", takenAt(f.TakenAt))
	camera := f.Model
	if !strings.HasPrefix(strings.ToLower(f.Model), strings.ToLower(f.Make)) {
		camera = f.Make + " " + f.Model
	}
	add("camera", strings.TrimSpace(camera))
	add("software", f.Software)
	if f.Shrunk {
		add("smaller", p.T("about.smaller-where"))
	}
	if f.HasLocation {
		add("place", p.T("about.place-noted"))
	}
	return about
}

// takenAt writes Exif's "2026:04:01 12:34:56" as everything else here is written. What is no such time stands
// as it is.
func takenAt(exif string) string {
	at, err := time.Parse("2006:01:02 15:04:05", exif)
	if err != nil {
		return exif
	}
	return at.Format("2006-01-02 15:04:05")
}
