package views

import (
	"strings"
	"time"

	"shinsa/review"
	"shinsa/review/kinds"
)

// StatusModel is the page of a submission that was sent, or has ended.
type StatusModel struct {
	Applicant
	State     string // as in words: "review", "approved", "rejected", "withdrawn" or "expired"
	Heading   string
	Lead      string
	Round     int
	Timeline  []TimelineRow
	Message   []string
	Reasons   []string
	Original  []string
	Lang      string // of Original
	Wait      *WaitModel
	Rows      []CheckRow // what was sent
	Pictures  []Picture
	Pins      []Pin // where on the pictures the reasons are seen
	CanRecall bool
	// CanWithdraw offers to give up.
	CanWithdraw bool
	Mail        bool // an address was given and mail is set up
	DeskHours   string
	AskContact  bool           // the message itself does not say how to reach a person
	CanRestart  bool           // a new submission could be the next step
	Ended       bool           // there is nothing to follow any more
	Complaint   *ComplaintCard // what became of the request for another look; nil for none
	Ask         *ComplaintAsk  // the form for it; nil where it cannot be made
}

// TimelineRow is a step of the way.
type TimelineRow struct {
	Word, At, Machine string
	Kind              string // "done", "now", "next", "ok", "bad" or "warn": says its shape
}

// WaitModel says how long it may take.
type WaitModel struct {
	Ahead     string
	Ordered   string // that others may still come before; empty when only the waiting time counts
	Recent    string
	NoPromise string
}

// NewStatus makes the page.
func NewStatus(a Applicant, v *review.ApplicantView, set review.Settings, now time.Time, in ComplaintInput) StatusModel {
	m := StatusModel{
		Applicant: a, State: stateWord(v.State), Round: v.Round, CanRecall: v.CanRecall, CanWithdraw: v.CanWithdraw,
		Mail: v.Email != "" && set.MailPromised, DeskHours: set.OperatorFor(a.Lang).DeskHours,
	}
	m.Heading = a.T("apply.status." + m.State + ".heading")
	m.Lead = a.T("apply.status."+m.State+".lead", "date", a.day(v.DueAt), "operator", a.Operator)
	m.Timeline = timeline(a, v)
	if o := v.Outcome; o != nil && v.State != review.Approved {
		m.Message, m.Reasons, m.Original = outcomeWords(a, o)
		m.Lang, m.Pins = o.Lang, pins(a, v.Kind, o)
		m.AskContact = !strings.Contains(o.Message, set.OperatorFor(o.Lang).Contact) || len(m.Message) == 0
	}
	m.Ended = v.State == review.Withdrawn || v.State == review.Expired
	m.CanRestart = m.Ended || v.State == review.Rejected
	if v.State.Decidable() {
		m.Wait = waitModel(a.Page, v)
	}
	m.complaint(v, in)
	m.Rows = masked(v.Kind, checkRows(a, v, nil, review.Today(now, set.Zone)))
	m.Pictures = pictures(a, v.Kind, v.Images, 0)
	return m
}

// stateWord is the state as applicants are told: three stages of review look like one.
func stateWord(s review.State) string {
	if s.Decidable() {
		return "review"
	}
	return string(s)
}

// masked hides all but the end of what need not be shown whole again.
func masked(k *kinds.Kind, rows []CheckRow) []CheckRow {
	for i, r := range rows {
		f, _ := k.Field(r.ID)
		if text := []rune(r.Value); f.Sensitive && len(text) > 4 {
			rows[i].Value = "••••" + string(text[len(text)-4:])
		}
	}
	return rows
}

// timeline shows what was, what is, and what comes next.
func timeline(a Applicant, v *review.ApplicantView) []TimelineRow {
	var out []TimelineRow
	for _, e := range v.Timeline {
		row := TimelineRow{Word: a.T("apply.timeline."+e.What, "n", e.Round), At: a.stamp(e.At), Machine: machine(e.At), Kind: "done"}
		switch e.What {
		case "created":
			continue
		case "sent":
			if e.Round > 1 {
				row.Word = a.T("apply.timeline.sent-again", "round", e.Round)
			}
		case "approved":
			row.Kind = "ok"
		case "rejected":
			row.Kind = "bad"
		case "resubmission", "expired":
			row.Kind = "warn"
		}
		out = append(out, row)
	}
	if v.State.Decidable() {
		since := inReviewSince(v)
		out = append(out,
			TimelineRow{Word: a.T("apply.timeline.review"), At: a.T("apply.timeline.since", "time", a.stamp(since)), Machine: machine(since), Kind: "now"},
			TimelineRow{Word: a.T("apply.timeline.next"), Kind: "next"})
	}
	return out
}

// inReviewSince is when the review began: when it was sent or reopened. When it went from one stage of the
// review to another is not told.
func inReviewSince(v *review.ApplicantView) time.Time {
	since := v.SentAt
	for _, e := range v.Timeline {
		if e.What == "reopened" && e.At.After(since) {
			since = e.At
		}
	}
	return since
}

func waitModel(p Page, v *review.ApplicantView) *WaitModel {
	w := &WaitModel{}
	if v.State == review.Waiting {
		switch n := v.Wait.Ahead; {
		case v.Wait.AheadMore:
			w.Ahead = p.T("apply.wait.ahead-more", "count", n)
		case n == 0:
			w.Ahead = p.T("apply.wait.ahead-none")
		default:
			w.Ahead = p.T("apply.wait.ahead", "n", n)
		}
		if v.Wait.Ordered {
			w.Ordered = p.T("apply.wait.ordered")
		}
	}
	if s := v.Wait.Recent; s.N > 0 {
		w.Recent = p.T("apply.wait.recent", "n", s.N, "median", span(p, s.Median), "p90", span(p, s.P90))
		w.NoPromise = p.T("apply.wait.no-promise")
	} else {
		w.Recent = p.T("apply.wait.none")
	}
	return w
}
