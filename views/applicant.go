package views

import (
	"slices"
	"strings"
	"time"

	"shinsa/review"
	"shinsa/review/kinds"
)

// Applicant is what every page of one submission has. The models of such pages embed it.
type Applicant struct {
	Page
	Link      string // path of the lookup link: /a/{token}
	URL       string // the link in full, to be copied, shared and drawn
	Code      QR     // of URL; empty when it cannot be drawn
	Reference string
	KindName  string
	Steps     []Step
	Again     *Again // what was asked for anew; nil in a first round
	LastRound bool   // what is sent now cannot be asked for again
	KeptUntil string // day until which a draft is kept; empty for everything else
	ZoneName  string // of the times on the page

	zone *time.Location
}

// NewApplicant makes the common part of a page. link is the lookup link's path, url the same in full; here
// is the step that the page belongs to.
func NewApplicant(p Page, v *review.ApplicantView, link, url string, here StepID, set review.Settings) Applicant {
	p.Staff, p.CSRF, p.NoIndex = nil, "", true
	p.Styles = []string{"applicant.css"}
	p.Scripts = append(p.Scripts, "link.js")
	a := Applicant{
		Page: p, Link: link, URL: url, Code: NewQR(url), Reference: string(v.Reference),
		KindName: v.Kind.Text(p.Lang, v.Kind.NameID()), zone: set.Zone,
		LastRound: v.LastRound && v.Round > 1, ZoneName: set.Zone.String(),
	}
	if v.State == review.Draft && !v.DueAt.IsZero() {
		a.KeptUntil = a.day(v.DueAt)
	}
	a.Steps = steps(a, v, here)
	if v.State == review.Resubmission && v.Outcome != nil {
		a.Again = newAgain(a, v, set)
	}
	return a
}

// Problem is one line of the summary on top of a page: what is wrong, and where to mend it.
type Problem struct {
	Text string
	Href string
}

// wrong is what is wrong with a field, in the reader's language.
func (p Page) wrong(e review.FieldError) string {
	return p.T(e.Word, append(slices.Clone(e.Args), "contact", p.Contact)...)
}

// problems turns errors of fields into lines of the summary; href says where a field is mended.
func (a Applicant) problems(wrong review.FieldErrors, href func(field string) string) []Problem {
	var out []Problem
	for _, w := range wrong {
		p := Problem{Text: a.wrong(w), Href: href(w.Field)}
		if !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out
}

// mendAt is the page and the place at which a field or an image is mended.
func (a Applicant) mendAt(field string) string {
	if side, ok := strings.CutPrefix(field, "image."); ok {
		return a.Link + "/images#side-" + side
	}
	if field == review.FieldHouse {
		return a.Link + "/check#house"
	}
	return a.Link + "/identity#" + fieldID(field)
}

// onwardTo is the value of a button that leads to where mendAt does; empty for a place on the page itself.
func onwardTo(href string) string {
	below, ok := strings.CutPrefix(href, "/a/")
	if !ok {
		return ""
	}
	_, then, _ := strings.Cut(below, "/")
	return then
}

// fieldID is the id of a field's control, for labels and for links to it.
func fieldID(field string) string { return "f-" + field }

// stamp shows a moment in the operator's zone.
func (a Applicant) stamp(t time.Time) string { return t.In(a.zone).Format("2006-01-02 15:04") }

// day shows a calendar day in the operator's zone.
func (a Applicant) day(t time.Time) string { return t.In(a.zone).Format(time.DateOnly) }

// machine is a moment as the attribute of a time element.
func machine(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// span says a duration in words, rounded so that it does not promise a precision that nobody has.
func span(p Page, d time.Duration) string {
	switch {
	case d < time.Minute:
		return p.T("apply.span.moment")
	case d < time.Hour:
		return p.T("apply.span.minutes", "n", int(d.Round(time.Minute).Minutes()))
	case d < 24*time.Hour:
		d = d.Round(5 * time.Minute)
		h, m := int(d.Hours()), int(d.Minutes())%60
		if m == 0 || h >= 6 {
			return p.T("apply.span.hours", "n", int(d.Round(time.Hour).Hours()))
		}
		return p.T("apply.span.hours-minutes", "h", h, "m", m)
	}
	d = d.Round(time.Hour)
	days, h := int(d.Hours())/24, int(d.Hours())%24
	if h == 0 || days >= 3 {
		return p.T("apply.span.days", "n", int((d+12*time.Hour).Hours())/24)
	}
	return p.T("apply.span.days-hours", "d", days, "h", h)
}

// sideName is the name of a side of the kind.
func sideName(p Page, k *kinds.Kind, side string) string {
	if s, ok := k.Side(side); ok {
		return k.Text(p.Lang, s.NameID())
	}
	return p.T("side." + side + ".name")
}
