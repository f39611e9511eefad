package views

import (
	"slices"
	"strings"

	"shinsa/review"
	"shinsa/review/kinds"
)

// ItemLine is a question of the checklist.
type ItemLine struct {
	N              int
	ID             string
	Question, Hint string
	Sides          []string // names; the one that is meant first
	Side           string   // id of the side to light; empty when none is meant
	Field          string   // id of the typed field to compare with
	Typed          string
	Where          string // which side is meant here, where that depends
	Choices        []AnswerChoice
	Given          string // the answer's value
	GivenWord      string
	Lit            bool // the first open one
	Marked         bool // refused because of it
	Bulkable       bool // "all the rest: yes" may answer it
	Bulk           bool // and did
	Fitting        []Fitting
	Individual     bool   // must be answered by itself
	Places         string // see placesOf
	Inquiry        string // address of the authority's page that answers it
	Number         string // what to ask there about
	At, AtISO      string // when it was answered, where that is kept; empty elsewhere
}

// AnswerChoice is one of an item's answers.
type AnswerChoice struct {
	Value, Word string
	Checked     bool
}

// Fitting is a reason that a "no" proposes.
type Fitting struct{ ID, Word string }

func (p Page) itemLines(v *review.ReviewView, work review.WorksheetContent, refused *review.DecisionError) []ItemLine {
	k, lit := v.Kind, false
	var out []ItemLine
	for n, item := range k.Checklist {
		line := ItemLine{
			N: n + 1, ID: item.ID, Question: k.Text(p.Lang, item.QuestionID()), Hint: k.Text(p.Lang, item.HintID()),
			Field: item.Field, Typed: v.Round.Fields[item.Field], Given: string(work.Answers[item.ID]),
		}
		if f, ok := k.Field(item.Field); ok && f.Type == kinds.YesNo {
			line.Typed = "" // it is a word of ours, and the field stands beside
		}
		line.Bulkable = review.Bulkable(item, v.Round.Findings)
		line.Bulk = slices.Contains(work.Bulk, item.ID)
		line.Individual = item.Individual
		line.Places = placesOf(v, func(side string) kinds.Regions { return k.ItemRegions(side, item) })
		if item.ID == review.ItemNotLapsed {
			line.Inquiry, line.Number = lapsedInquiry, line.Typed
		}
		p.itemSides(&line, item, v)
		for _, a := range []review.Answer{review.Yes, review.No, review.NA} {
			if a == review.NA && !item.NA {
				continue
			}
			line.Choices = append(line.Choices, AnswerChoice{
				Value: string(a), Word: p.T("answer." + string(a)), Checked: line.Given == string(a),
			})
			if line.Given == string(a) {
				line.GivenWord = p.T("answer." + string(a))
			}
		}
		if line.Given == "" && !lit {
			line.Lit, lit = true, true
		}
		line.Marked = refused != nil && slices.Contains(refused.Items, item.ID)
		for _, id := range item.Reasons {
			if r, ok := k.Reason(id); ok {
				line.Fitting = append(line.Fitting, Fitting{id, k.Text(p.Lang, r.StaffID())})
			}
		}
		out = append(out, line)
	}
	if !lit && len(out) > 0 {
		out[0].Lit = true
	}
	return out
}

// itemSides names the sides to look at. Of the address's sides the one where it is newest comes first.
func (p Page) itemSides(line *ItemLine, item kinds.Item, v *review.ReviewView) {
	sides := slices.Clone(item.Sides)
	if item.Field == review.FieldAddress || item.Field == review.FieldRoom {
		if i := slices.Index(sides, v.Round.AddressSide); i > 0 {
			sides = slices.Insert(slices.Delete(sides, i, i+1), 0, v.Round.AddressSide)
		}
		if len(sides) > 1 {
			line.Where, sides = p.addressSide(v), sides[:1]
		}
	}
	for _, id := range sides {
		if s, ok := v.Kind.Side(id); ok {
			line.Sides = append(line.Sides, v.Kind.Text(p.Lang, s.NameID()))
		}
	}
	if len(sides) == 1 {
		line.Side = sides[0]
	}
}

// ReasonGroup is a group of reasons under its name.
type ReasonGroup struct {
	Name    string
	Reasons []ReasonLine
}

// ReasonLine is a reason as staff read it, with what the applicant would read.
type ReasonLine struct {
	ID, Word string
	Said     string // to the applicant, in the reviewer's language
	Outcomes string // those beside which this person may use it, for the script
	Note     string // for whom or what it is kept, in words
	Mends    string // what helps, as in the kind: "new-image" is a new photo
	Checked  bool
	Marked   bool
}

func (p Page) reasonGroups(v *review.ReviewView, work review.WorksheetContent, in ReviewInput) []ReasonGroup {
	var out []ReasonGroup
	for _, group := range kinds.Groups() {
		g := ReasonGroup{Name: p.T(kinds.GroupName(group))}
		for _, r := range v.Kind.Reasons {
			if r.Group != group {
				continue
			}
			line := ReasonLine{
				ID: r.ID, Word: v.Kind.Text(p.Lang, r.StaffID()), Said: v.Kind.Text(p.Lang, r.ApplicantID()), Mends: r.Mends,
				Checked: slices.Contains(work.Reasons, r.ID),
				Marked:  in.Refused != nil && slices.Contains(in.Refused.Items, r.ID),
			}
			var fits []string
			for _, o := range []string{kinds.Reject, kinds.Resubmit, kinds.Escalate} {
				if r.Fits(o, in.Me.Role == kinds.Supervisor) {
					fits = append(fits, o)
				}
			}
			line.Outcomes = strings.Join(fits, " ")
			line.Note = p.reasonNote(fits)
			g.Reasons = append(g.Reasons, line)
		}
		if len(g.Reasons) > 0 {
			out = append(out, g)
		}
	}
	return out
}

// reasonNote says beside which outcome alone a reason fits.
func (p Page) reasonNote(fits []string) string {
	switch {
	case len(fits) == 1:
		return p.T("reason.only." + fits[0])
	case !slices.Contains(fits, kinds.Resubmit):
		return p.T("reason.no-resubmit")
	}
	return ""
}

// OutcomeButton is a button that decides.
type OutcomeButton struct {
	Value, Word string
	Off         string // why it cannot be used now; empty when it can
}

func (p Page) outcomeButtons(v *review.ReviewView) []OutcomeButton {
	var out []OutcomeButton
	for _, o := range review.Outcomes() {
		if o == review.Escalate && v.State == review.Escalated {
			continue
		}
		b := OutcomeButton{Value: string(o), Word: p.T("outcome." + string(o))}
		if o == review.Resubmit && v.LastRound {
			b.Off = p.T("outcome.last-round")
		}
		out = append(out, b)
	}
	return out
}

// linksShown is how many links a notice has at most: more would push away what they lead to.
const linksShown = 6

// refusalNotice says what is missing, with a link to each place.
func (p Page) refusalNotice(k *kinds.Kind, e *review.DecisionError) Notice {
	n := Notice{Kind: "bad", Heading: p.T("decision-error.heading"), Lines: []string{p.T("decision-error."+e.Code, "n", len(e.Items))}}
	for i, id := range e.Items {
		if i == linksShown { // the rest is marked in its place
			n.Links = append(n.Links, NoticeLink{"#item-" + id, "…"})
			break
		}
		if item, ok := k.Item(id); ok {
			n.Links = append(n.Links, NoticeLink{"#item-" + id, k.Text(p.Lang, item.QuestionID())})
		} else if r, ok := k.Reason(id); ok {
			n.Links = append(n.Links, NoticeLink{"#reason-" + id, k.Text(p.Lang, r.StaffID())})
		}
	}
	return n
}
