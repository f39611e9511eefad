package views

import (
	"slices"
	"time"

	"shinsa/review"
	"shinsa/review/kinds"
)

// SampleBeside stands beside a decision that is judged in a sample, where the list stands otherwise.
type SampleBeside struct {
	ID            string
	N             int
	Href          string // of the sample
	Words         string // "4 of 20 judged"
	Rows          []SampleItemRow
	Before, After string // addresses of the neighbours
	Own           string // the own outcome given before, in words; empty when the sample is not blind
	Differs       bool   // it is another than the decision's
	State         string // of the open item
}

// besideSpan is how many items stand before and after the open one.
const besideSpan = 40

// NewSampleBeside turns a sample into what stands beside its n-th item.
func NewSampleBeside(page Page, v *review.SampleView, n int, in SampleInput) *SampleBeside {
	b := &SampleBeside{ID: string(v.ID), N: n, Href: "/audit/samples/" + string(v.ID), Words: page.T("sample.done-of", "n", v.Done, "of", v.Size)}
	for i := max(0, n-1-besideSpan); i < min(len(v.Items), n+besideSpan); i++ {
		row := page.sampleItemRow(v, &v.Items[i], in)
		row.Current = row.N == n
		b.Rows = append(b.Rows, row)
	}
	for i, r := range b.Rows {
		if !r.Current {
			continue
		}
		b.State = r.State
		if i > 0 {
			b.Before = b.Rows[i-1].Href
		}
		if i+1 < len(b.Rows) {
			b.After = b.Rows[i+1].Href
		}
	}
	if item := v.Item(n); item != nil && v.Blind {
		if own := item.Answered(in.Me.ID); own != nil {
			b.Own = page.T("audit.outcome." + string(own.Outcome))
			b.Differs = own.Outcome != item.Outcome
		}
	}
	return b
}

// PlaceIn puts a decision's page into a sample.
func (m *AuditModel) PlaceIn(b *SampleBeside) {
	m.Sample = b
	m.Back, m.Before, m.After = b.Href, b.Before, b.After
	m.ListQuery, m.NextID = "", ""
}

// BlindForm is the own outcome that somebody sent, and what was refused of it.
type BlindForm struct {
	Outcome string
	Reasons []string
	Wrong   map[string]string // sentence by field
}

// BlindModel is a decision whose outcome its reader does not know yet.
type BlindModel struct {
	Page
	Sample         *SampleBeside
	Desk           ReviewModel
	Upright        bool
	Ref            string
	SubmissionPath string // address of the submission, below which shown pictures are reported
	Kind, Round    string
	Outcomes       []Choice
	Groups         []ReasonGroup
	Form           BlindForm
	Action         string
}

// NewBlind turns what may be shown into what the page shows.
func NewBlind(page Page, v *review.BlindView, beside *SampleBeside, zone *time.Location, form BlindForm) BlindModel {
	shown := &review.AuditView{Kind: v.Kind, Round: v.Round, State: review.Waiting}
	shown.Decision.Reference = v.Reference
	m := BlindModel{
		Page: page, Sample: beside, Desk: page.deskAsDecided(shown, zone), Ref: string(v.Reference), SubmissionPath: "/submissions/" + string(v.Reference),
		Kind: v.Kind.Text(page.Lang, v.Kind.NameID()), Round: page.T("audit.round", "n", v.Round.N), Form: form, Action: beside.Href + "/items/" + itoa(beside.N),
	}
	m.Upright = len(m.Desk.Sides) > 0 && m.Desk.Sides[0].Height > m.Desk.Sides[0].Width
	for _, o := range review.Outcomes() {
		m.Outcomes = append(m.Outcomes, Choice{string(o), page.T("outcome." + string(o)), form.Outcome == string(o)})
	}
	for _, group := range kinds.Groups() {
		g := ReasonGroup{Name: page.T(kinds.GroupName(group))}
		for _, r := range v.Kind.Reasons {
			if r.Group == group {
				g.Reasons = append(g.Reasons, ReasonLine{
					ID: r.ID, Word: v.Kind.Text(page.Lang, r.StaffID()), Checked: slices.Contains(form.Reasons, r.ID),
				})
			}
		}
		if len(g.Reasons) > 0 {
			m.Groups = append(m.Groups, g)
		}
	}
	return m
}
