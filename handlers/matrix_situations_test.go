package handlers

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"shinsa/review"
	"shinsa/staff"
)

// A situation is what is the case when a question is asked, and how the stage is set for it.
type situation struct {
	words   string
	arrange func(x *scene)
}

const aWhileAgo = 20 * time.Minute

// A staging is the paper in use while its stage is set.
type staging struct {
	*scene
	*review.Submission
	tx review.Tx
}

// held gives the claim to somebody.
func (s *staging) held(by review.StaffID) {
	now := s.clock.now()
	s.Claim = review.Claim{ID: uuid.Must(uuid.NewV7()).String(), By: by, At: now.Add(-time.Minute), Until: now.Add(9 * time.Minute)}
}

// kept keeps it for somebody, to whom a supervisor gave it.
func (s *staging) kept(person review.StaffID) {
	s.Keep = review.Keep{ID: uuid.Must(uuid.NewV7()).String(), For: person, By: review.StaffID(s.people["supervisor2"].ID), Why: review.KeepAssigned, Until: s.clock.now().Add(time.Minute)}
}

// outcomes are the decisions that lead to a state.
var outcomes = map[review.State]review.Outcome{
	review.SecondReview: review.Approve, review.Escalated: review.Escalate, review.Resubmission: review.Resubmit,
	review.Approved: review.Approve, review.Rejected: review.Reject,
}

// stands puts the paper into a state, reached by a decision of somebody; nobody for none.
func (x *scene) stands(state review.State, by review.StaffID, change func(s *staging)) {
	x.t.Helper()
	x.use("usual", func(s *staging) {
		if o := outcomes[state]; o != "" && by != "" {
			s.Decision = s.decided(by, o, aWhileAgo, func(d *review.Decision) {
				if state == review.SecondReview {
					s.asked(d)
				}
			})
		}
		s.State, s.Since = state, x.clock.now().Add(-time.Minute)
		if state == review.Resubmission {
			s.DueAt = x.clock.now().Add(24 * time.Hour)
		}
		if change != nil {
			change(s)
		}
	})
}

// pending lets somebody decide three seconds ago.
func (x *scene) pending(by review.StaffID) {
	x.t.Helper()
	x.use("usual", func(s *staging) {
		s.held(by)
		s.Next, s.Decision = review.Approved, s.decided(by, review.Approve, 3*time.Second)
		s.EffectiveAt = x.clock.now().Add(7 * time.Second)
		s.Claim.Until = s.EffectiveAt
		s.Version++
	})
}

// retracted lets somebody decide and take it back.
func (x *scene) retracted(by review.StaffID) {
	x.t.Helper()
	x.use("usual", func(s *staging) {
		s.held(by)
		id := s.decided(by, review.Approve, aWhileAgo)
		s.must(s.tx.InsertRetraction(x.t.Context(), review.Retraction{Decision: id, By: by, At: x.clock.now().Add(-aWhileAgo + 5*time.Second)}))
	})
}

// overturned lets a supervisor overturn somebody's decision. Both are barred, on a paper of its own.
func (x *scene) overturned(by review.StaffID, change func(s *staging)) {
	x.t.Helper()
	ctx, auditor := x.t.Context(), review.StaffID(x.people["supervisor2"].ID)
	x.use("overturned of "+string(by), func(s *staging) {
		id := s.decided(by, review.Approve, aWhileAgo)
		s.Rank = review.RankReopened
		s.must(s.tx.InsertAudit(ctx, &review.Audit{
			ID: uuid.Must(uuid.NewV7()).String(), Decision: id, Verdict: review.Overturn, By: auditor, At: x.clock.now().Add(-time.Minute),
		}))
		s.must(s.tx.Bar(ctx, s.ID, by))
		s.must(s.tx.Bar(ctx, s.ID, auditor))
		if change != nil {
			change(s)
		}
	})
}

// asked makes a decision one on which a second opinion is asked.
func (s *staging) asked(d *review.Decision) {
	d.SecondAsked, d.LedTo = []string{review.AskedByShare}, review.SecondReview
}

// seconds makes a decision the second opinion on another.
func (s *staging) seconds(first review.DecisionID, to review.State) func(*review.Decision) {
	return func(d *review.Decision) { d.Stage, d.First, d.LedTo = review.StageSecond, first, to }
}

// secondPending lets somebody decide, somebody else give the second opinion three seconds ago, and names that
// of the two in the path that is asked for.
func (x *scene) secondPending(first, second review.StaffID, named string) {
	x.t.Helper()
	x.use("second pending", func(s *staging) {
		id := s.decided(first, review.Approve, aWhileAgo, s.asked)
		s.held(second)
		s.State, s.Next = review.SecondReview, review.Approved
		s.Decision = s.decided(second, review.Approve, 3*time.Second, s.seconds(id, review.Approved))
		s.EffectiveAt = x.clock.now().Add(7 * time.Second)
		s.Claim.Until = s.EffectiveAt
		s.Version++
		if named == "first" {
			x.params["decision"] = string(id)
		}
	})
}

// twoOpinions lets two people decide, who agree or do not, and names that of the two in the path that is
// asked for.
func (x *scene) twoOpinions(first, second review.StaffID, agree bool, named string, change func(s *staging)) {
	x.t.Helper()
	x.use("two opinions", func(s *staging) {
		id := s.decided(first, review.Approve, 2*aWhileAgo, s.asked)
		o, to := review.Approve, review.Approved
		if !agree {
			o, to = review.Reject, review.Escalated
		}
		s.State, s.Since = to, x.clock.now().Add(-time.Minute)
		s.Decision = s.decided(second, o, aWhileAgo, s.seconds(id, to))
		if named == "first" {
			x.params["decision"] = string(id)
		}
		if change != nil {
			change(s)
		}
	})
}

func (x *scene) draft(version int64, due time.Duration) {
	x.t.Helper()
	x.use("draft", func(s *staging) { // a paper of its own: no round follows that a picture could be in
		s.State, s.Version, s.DueAt = review.Draft, version, x.clock.now().Add(due)
	})
}

func (x *scene) erased(by review.StaffID) {
	x.t.Helper()
	name := "erased after a decision of " + string(by)
	if x.papers[name] == nil { // once for all: it cannot be put back
		x.use(name, func(s *staging) {
			s.State, s.Decision = review.Approved, s.decided(by, review.Approve, aWhileAgo)
		})
		x.must(x.desk.Erase(x.t.Context(), x.paper.sent.ID))
		x.papers[name].decision = x.params["decision"]
	}
	x.paper = x.papers[name]
	x.params["decision"] = x.paper.decision
}

// onSubmission are the situations of a submission that matter to the staff.
func onSubmission() []situation {
	all := []situation{
		{"unknown reference", func(x *scene) { x.params["reference"] = "ZZZZ-ZZZZ" }},
		{"no reference at all", func(x *scene) { x.params["reference"] = "queue-of-mine" }},
		{"draft never sent", func(x *scene) { x.draft(1, time.Hour) }},
		{"draft recalled", func(x *scene) { x.draft(4, time.Hour) }},
		{"draft whose time is over", func(x *scene) { x.draft(4, -time.Hour) }},
		{"erased", func(x *scene) { x.erased(x.colleague) }},
		{"waiting, decided by me 3 s ago", func(x *scene) { x.pending(x.me) }},
		{"waiting, decided by a colleague 3 s ago", func(x *scene) { x.pending(x.colleague) }},
		{"waiting, mine, taken back", func(x *scene) { x.retracted(x.me) }},
		{"waiting, my decision overturned, free", func(x *scene) { x.overturned(x.me, nil) }},
		{"waiting, my decision overturned, mine", func(x *scene) {
			x.overturned(x.me, func(s *staging) { s.held(x.me) })
		}},
		{"waiting, my claim ran out", func(x *scene) {
			x.stands(review.Waiting, "", func(s *staging) { s.held(x.me); s.Claim.Until = x.clock.now().Add(-time.Minute) })
		}},
	}
	for _, state := range []review.State{review.Waiting, review.SecondReview, review.Escalated} {
		for _, holder := range []string{"free", "mine", "a colleague's"} {
			all = append(all, situation{string(state) + ", " + holder, func(x *scene) {
				x.stands(state, x.colleague, func(s *staging) {
					switch holder {
					case "mine":
						s.held(x.me)
					case "a colleague's":
						s.held(x.colleague)
					}
				})
			}})
		}
	}
	all = append(all,
		situation{"waiting, kept for me", func(x *scene) { x.stands(review.Waiting, "", func(s *staging) { s.kept(x.me) }) }},
		situation{"waiting, kept for a colleague", func(x *scene) { x.stands(review.Waiting, "", func(s *staging) { s.kept(x.colleague) }) }},
		situation{"second_review after my decision, free", func(x *scene) { x.stands(review.SecondReview, x.me, nil) }},
		situation{"second_review after my decision, mine", func(x *scene) { x.stands(review.SecondReview, x.me, func(s *staging) { s.held(x.me) }) }},
		situation{"second_review after my decision, a colleague's", func(x *scene) { x.stands(review.SecondReview, x.me, func(s *staging) { s.held(x.colleague) }) }},
		situation{"second_review, decided by me 3 s ago", func(x *scene) { x.secondPending(x.colleague, x.me, "second") }},
		situation{"second_review after my decision, decided by a colleague 3 s ago", func(x *scene) { x.secondPending(x.me, x.colleague, "second") }},
		situation{"second_review, decided by a colleague 3 s ago", func(x *scene) { x.secondPending(x.third(), x.colleague, "second") }},
		situation{"approved by two colleagues", func(x *scene) { x.twoOpinions(x.colleague, x.third(), true, "second", nil) }},
		situation{"two colleagues disagree, free", func(x *scene) { x.twoOpinions(x.colleague, x.third(), false, "second", nil) }},
		situation{"two colleagues disagree, mine", func(x *scene) {
			x.twoOpinions(x.colleague, x.third(), false, "second", func(s *staging) { s.held(x.me) })
		}},
		situation{"a colleague disagrees with me, free", func(x *scene) { x.twoOpinions(x.me, x.colleague, false, "second", nil) }},
		situation{"a colleague disagrees with me, mine", func(x *scene) {
			x.twoOpinions(x.me, x.colleague, false, "second", func(s *staging) { s.held(x.me) })
		}},
		situation{"I disagree with a colleague, free", func(x *scene) { x.twoOpinions(x.colleague, x.me, false, "second", nil) }},
		situation{"escalated by me, free", func(x *scene) { x.stands(review.Escalated, x.me, nil) }},
		situation{"escalated by me, mine", func(x *scene) {
			x.stands(review.Escalated, x.me, func(s *staging) { s.held(x.me) })
		}})
	for _, state := range []review.State{review.Resubmission, review.Approved, review.Rejected} {
		all = append(all,
			situation{string(state) + " by me", func(x *scene) { x.stands(state, x.me, nil) }},
			situation{string(state) + " by a colleague", func(x *scene) { x.stands(state, x.colleague, nil) }})
	}
	return append(all,
		situation{"withdrawn", func(x *scene) { x.stands(review.Withdrawn, "", nil) }},
		situation{"expired", func(x *scene) {
			x.stands(review.Resubmission, x.colleague, func(s *staging) { s.DueAt = x.clock.now().Add(-time.Hour) })
		}})
}

// onDecision are the situations of a decision.
func onDecision() []situation {
	all := []situation{
		{"unknown decision", func(x *scene) { x.params["decision"] = "019ab000-0000-7000-8000-000000000000" }},
		{"no decision at all", func(x *scene) { x.params["decision"] = "checkpoint" }},
	}
	for _, whose := range []string{"mine", "a colleague's"} {
		by := func(x *scene) review.StaffID {
			if whose == "mine" {
				return x.me
			}
			return x.colleague
		}
		all = append(all,
			situation{whose + ", made 3 s ago", func(x *scene) { x.pending(by(x)) }},
			situation{whose + ", in effect", func(x *scene) { x.stands(review.Approved, by(x), nil) }},
			situation{whose + ", reported", func(x *scene) {
				x.stands(review.Rejected, by(x), func(s *staging) {
					s.must(s.tx.InsertReport(x.t.Context(), review.Report{Decision: s.Decision, By: by(x), At: x.clock.now()}))
				})
			}},
			situation{whose + ", taken back", func(x *scene) { x.retracted(by(x)) }},
			situation{whose + ", overturned", func(x *scene) { x.overturned(by(x), nil) }},
			situation{whose + ", escalated", func(x *scene) { x.stands(review.Escalated, by(x), nil) }},
			situation{whose + ", sent back to the applicant", func(x *scene) { x.stands(review.Resubmission, by(x), nil) }},
			situation{whose + ", a second review is awaited", func(x *scene) { x.stands(review.SecondReview, by(x), nil) }},
			situation{whose + ", erased since", func(x *scene) { x.erased(by(x)) }},
		)
	}
	return append(all,
		situation{"mine, the second opinion, made 3 s ago", func(x *scene) { x.secondPending(x.colleague, x.me, "second") }},
		situation{"mine, a colleague's second opinion made 3 s ago", func(x *scene) { x.secondPending(x.me, x.colleague, "first") }},
		situation{"a colleague's, the second opinion, made 3 s ago", func(x *scene) { x.secondPending(x.third(), x.colleague, "second") }},
		situation{"a colleague's, his second opinion made 3 s ago", func(x *scene) { x.secondPending(x.third(), x.colleague, "first") }},
		situation{"mine, a colleague agreed", func(x *scene) { x.twoOpinions(x.me, x.colleague, true, "first", nil) }},
		situation{"mine, which agrees with a colleague's", func(x *scene) { x.twoOpinions(x.colleague, x.me, true, "second", nil) }},
		situation{"a colleague's, with which another agreed", func(x *scene) { x.twoOpinions(x.colleague, x.third(), true, "first", nil) }},
		situation{"a colleague's, which agrees with another's", func(x *scene) { x.twoOpinions(x.third(), x.colleague, true, "second", nil) }},
		situation{"mine, a colleague disagrees", func(x *scene) { x.twoOpinions(x.me, x.colleague, false, "first", nil) }},
		situation{"a colleague's, with which another disagrees", func(x *scene) { x.twoOpinions(x.colleague, x.third(), false, "first", nil) }},
		situation{"a colleague's, which disagrees with another's", func(x *scene) { x.twoOpinions(x.third(), x.colleague, false, "second", nil) }},
	)
}

// third is somebody else than who asks and the colleague.
func (x *scene) third() review.StaffID { return review.StaffID(x.people["supervisor2"].ID) }

// onLink are the situations of a lookup link.
func onLink() []situation {
	all := []situation{
		{"unknown link", func(x *scene) { x.params["token"] = strings.Repeat("Q", 32) }},
		{"no link at all", func(x *scene) { x.params["token"] = "login" }},
		{"another's link with a letter more", func(x *scene) {
			x.use("usual", nil)
			x.params["token"] = x.paper.token + "A"
			x.paper = nil
		}},
		{"draft", func(x *scene) { x.draft(1, time.Hour); x.whole() }},
		{"draft whose time is over", func(x *scene) { x.draft(1, -time.Hour) }},
		{"erased", func(x *scene) { x.erased(x.colleague) }},
		{"waiting, free", func(x *scene) { x.stands(review.Waiting, "", nil) }},
		{"waiting, held", func(x *scene) {
			x.stands(review.Waiting, "", func(s *staging) { s.held(x.colleague) })
		}},
		{"waiting, decided 3 s ago", func(x *scene) { x.pending(x.colleague) }},
		{"waiting, first in line", func(x *scene) { x.overturned(x.colleague, nil) }},
	}
	for _, state := range []review.State{review.SecondReview, review.Escalated, review.Resubmission, review.Approved, review.Rejected, review.Withdrawn} {
		all = append(all, situation{string(state), func(x *scene) { x.stands(state, x.colleague, nil) }})
	}
	return append(all, situation{"expired", func(x *scene) {
		x.stands(review.Resubmission, x.colleague, func(s *staging) { s.DueAt = x.clock.now().Add(-time.Hour) })
	}})
}

// onReference are the situations of a reference that somebody names on the telephone.
func onReference() []situation {
	all := slicesOf(onLink(), "draft", "draft whose time is over", "erased", "waiting, free", "waiting, decided 3 s ago",
		string(review.SecondReview), string(review.Escalated), string(review.Resubmission), string(review.Approved), string(review.Withdrawn), "expired")
	return append([]situation{{"unknown reference", nil}}, all...)
}

// slicesOf picks situations by their words.
func slicesOf(all []situation, words ...string) []situation {
	var out []situation
	for _, w := range words {
		for _, s := range all {
			if s.words == w {
				out = append(out, s)
			}
		}
	}
	return out
}

// onOneTimeLink are the situations of a link with which a password is set.
func onOneTimeLink() []situation {
	role := staff.Support
	invited := func(x *scene) staff.Issued {
		x.made++
		return x.invited("invited"+string(rune('a'+x.made%26))+uuid.NewString()[:8]+"@example.com", role)
	}
	reset := func(x *scene) staff.Issued {
		a := x.person(role)
		issued, err := x.staff.RequestReset(x.t.Context(), staff.ActorOf(x.people["admin"]), a.ID)
		if err != nil {
			x.t.Fatal(err)
		}
		x.secrets = append(x.secrets, string(issued.Token))
		return issued
	}
	return []situation{
		{"unknown link", func(x *scene) { x.params["token"] = strings.Repeat("Q", 43) }},
		{"no link at all", func(x *scene) { x.params["token"] = "login" }},
		{"an invitation", func(x *scene) { x.params["token"] = string(invited(x).Token) }},
		{"a reset", func(x *scene) { x.params["token"] = string(reset(x).Token) }},
		{"an invitation, used", func(x *scene) {
			i := invited(x)
			if _, err := x.staff.Accept(x.t.Context(), i.Token, "Ivo Kimura", testPassword); err != nil {
				x.t.Fatal(err)
			}
			x.params["token"] = string(i.Token)
		}},
		{"a reset, used", func(x *scene) {
			i := reset(x)
			if _, err := x.staff.Reset(x.t.Context(), i.Token, testPassword); err != nil {
				x.t.Fatal(err)
			}
			x.params["token"] = string(i.Token)
		}},
		{"a reset, followed by a newer one", func(x *scene) {
			i := reset(x)
			if _, err := x.staff.RequestReset(x.t.Context(), staff.CommandLine(), i.Account.ID); err != nil {
				x.t.Fatal(err)
			}
			x.params["token"] = string(i.Token)
		}},
		{"an invitation of somebody disabled since", func(x *scene) {
			i := invited(x)
			x.disable(i.Account.ID)
			x.params["token"] = string(i.Token)
		}},
	}
}

func (x *scene) disable(id staff.AccountID) {
	x.t.Helper()
	if _, err := x.staff.Disable(x.t.Context(), staff.CommandLine(), id); err != nil {
		x.t.Fatal(err)
	}
}

// onAccount are the situations of an account that is asked about.
func onAccount() []situation {
	return []situation{
		{"unknown account", func(x *scene) { x.params["id"] = "019ab000-0000-7000-8000-000000000000" }},
		{"no account at all", func(x *scene) { x.params["id"] = "somebody" }},
		{"myself", func(x *scene) { x.params["id"] = string(x.me) }},
		{"myself, with an administrator beside", func(x *scene) { x.person(staff.Admin); x.params["id"] = string(x.me) }},
		{"a reviewer", func(x *scene) { x.person(staff.Reviewer) }},
		{"an administrator", func(x *scene) { x.person(staff.Admin) }},
		{"disabled", func(x *scene) { x.disable(x.person(staff.Reviewer).ID) }},
		{"a desk role waits", func(x *scene) {
			x.made++
			a := x.newcomer("waits"+uuid.NewString()[:8]+"@example.com", staff.Reviewer)
			x.params["id"] = string(a.ID)
		}},
	}
}

// severally are the situations of a submission in which what comes of a batch differs.
func severally(sub []situation) []situation {
	return slicesOf(sub, "unknown reference", "waiting, free", "waiting, mine", "waiting, a colleague's", "escalated, free", "approved by me")
}

// noViews is the situation in which nothing is saved.
func noViews() []situation { return []situation{{"always", func(x *scene) { x.forgetViews() }}} }

// onView are the situations of a saved view.
func onView() []situation {
	all := []situation{{"unknown view", func(x *scene) { x.forgetViews(); x.params["view"] = "019ab000-0000-7000-8000-000000000000" }},
		{"no view at all", func(x *scene) { x.forgetViews(); x.params["view"] = "mine" }}}
	for _, whose := range []string{"mine", "a colleague's"} {
		for _, shared := range []bool{false, true} {
			words := whose
			if shared {
				words += ", shared"
			}
			all = append(all, situation{words, func(x *scene) {
				by := x.me
				if whose != "mine" {
					by = x.colleague
				}
				x.saves(by, shared)
			}})
		}
	}
	return all
}

// saves puts a view of somebody into the store and names it in the path.
func (x *scene) saves(by review.StaffID, shared bool) {
	x.t.Helper()
	x.forgetViews()
	v := review.QueueView{
		ID: review.ViewID(uuid.Must(uuid.NewV7()).String()), By: by, Shared: shared, Name: "Matrix", Version: 7, ChangedAt: x.clock.now(),
		Listing: review.Listing{State: review.Waiting, Sort: review.SortOldest}, Look: review.UsualLook(),
	}
	x.must(x.store.Write(x.t.Context(), func(tx review.Tx) error { return tx.SaveQueueView(x.t.Context(), &v) }))
	x.params["view"] = string(v.ID)
}

// forgetViews deletes every view.
func (x *scene) forgetViews() {
	x.t.Helper()
	ctx := x.t.Context()
	x.must(x.store.Write(ctx, func(tx review.Tx) error {
		for _, person := range []review.StaffID{x.me, x.colleague} {
			views, err := tx.QueueViews(ctx, person)
			if err != nil {
				return err
			}
			for _, v := range views {
				if err := tx.DeleteQueueView(ctx, v.ID); err != nil {
					return err
				}
			}
		}
		return nil
	}))
}
