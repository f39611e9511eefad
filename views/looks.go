package views

import (
	"strings"

	"shinsa/review"
)

// LooksModel is the page of second looks that were asked for, with the form to ask.
type LooksModel struct {
	SamplesModel
	Orders []LookOrderRow
}

// LookOrderRow is an order for second looks.
type LookOrderRow struct {
	ID, At, By, What string
	State            string // in words
	Open             bool
	Wanted, Agreed   int
	Differed         []LookDiffersRow
}

// LookDiffersRow is a decision with which the second opinion differed.
type LookDiffersRow struct {
	Href, Compare, Ref string
	Settled            bool
}

// NewLooks turns orders into what is shown of them.
func NewLooks(page Page, all []review.LookLine, in SampleInput) LooksModel {
	m := LooksModel{SamplesModel: NewSamples(page, nil, in)}
	for _, l := range all {
		s := review.Sample{Filter: l.Filter}
		until := clock(l.Until, in.Zone)
		row := LookOrderRow{
			ID: string(l.ID), At: clock(l.At, in.Zone), By: or(l.ByName, page.T("audit.nameless")), What: strings.Join(page.sampleFilter(&s, in), " · "),
			Open: l.Open, Wanted: l.Wanted, Agreed: l.Agreed, State: page.T("looks.closed"),
		}
		switch {
		case l.EndedBy != "":
			row.State = page.T("looks.ended", "name", or(in.People[l.EndedBy], page.T("audit.nameless")), "time", until)
		case l.Agreed+len(l.Differed) >= l.Wanted: // all opinions are there, so this tells of none that is not
			row.Open, row.State = false, page.T("looks.done")
		case l.Open:
			row.State = page.T("looks.open", "until", until)
		}
		for _, d := range l.Differed {
			row.Differed = append(row.Differed, LookDiffersRow{
				Href: "/audit/" + string(d.Decision), Compare: "/submissions/" + string(d.Reference), Ref: string(d.Reference), Settled: d.Settled,
			})
		}
		m.Orders = append(m.Orders, row)
	}
	return m
}
