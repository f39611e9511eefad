package policy

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
)

func newGuard(t *testing.T) *Guard {
	t.Helper()
	g, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestConditions(t *testing.T) {
	t.Parallel()
	g := newGuard(t)
	for _, c := range []struct {
		name   string
		role   string
		action string
		obj    Object
		want   Why
	}{
		{"the holder decides", "reviewer", "submission.decide", Object{State: "waiting", Holder: "me"}, WhyAllowed},
		{"nobody decides what he does not hold", "reviewer", "submission.decide", Object{State: "waiting", Holder: "other"}, WhyNotHolder},
		{"nobody decides what nobody holds", "supervisor", "submission.decide", Object{State: "waiting"}, WhyNotHolder},
		{"a reviewer does not decide what is escalated", "reviewer", "submission.decide", Object{State: "escalated", Holder: "me"}, WhyEscalated},
		{"nor learns that holding it would help", "reviewer", "submission.decide", Object{State: "escalated"}, WhyEscalated},
		{"a supervisor decides what is escalated", "supervisor", "submission.decide", Object{State: "escalated", Holder: "me"}, WhyAllowed},
		{"who decided last does not decide next", "supervisor", "submission.decide", Object{State: "escalated", Holder: "me", Barred: true}, WhyBarred},
		{"nor claims", "reviewer", "submission.claim", Object{State: "waiting", Barred: true}, WhyBarred},
		{"a decided one may be asked for: the desk has the words", "reviewer", "submission.decide", Object{State: "approved", Holder: "me"}, WhyAllowed},
		{"a draft is not seen", "supervisor", "submission.see", Object{State: "draft"}, WhyNotSent},
		{"nor its images", "reviewer", "image.see", Object{State: "draft"}, WhyNotSent},
		{"a claim is given back by its holder", "reviewer", "submission.release", Object{State: "waiting", Holder: "me"}, WhyAllowed},
		{"and by nobody else", "supervisor", "submission.release", Object{State: "waiting", Holder: "other"}, WhyNotHolder},
		{"nothing is settled that is not escalated", "supervisor", "submission.settle", Object{State: "waiting"}, WhyNotEsc},
		{"a decision is taken back by its author", "supervisor", "decision.retract", Object{Author: "me"}, WhyAllowed},
		{"and by nobody else", "supervisor", "decision.retract", Object{Author: "other"}, WhyNotAuthor},
		{"a reviewer sees his own decision", "reviewer", "decision.see", Object{Author: "me"}, WhyAllowed},
		{"and no other", "reviewer", "decision.see", Object{Author: "other"}, WhyNotAuthor},
		{"a supervisor sees all", "supervisor", "decision.see", Object{Author: "other"}, WhyAllowed},
		{"but not while a second opinion is awaited", "supervisor", "decision.see", Object{Author: "other", Blind: true}, WhyBlind},
		{"nobody audits himself", "supervisor", "decision.audit", Object{Author: "me"}, WhyOwnWork},
		{"support sees no image", "support", "image.see", Object{State: "waiting"}, WhyRole},
		{"an administrator sees no decision", "admin", "decision.see", Object{Author: "me"}, WhyRole},
		{"no role, no right", "", "queue.see", Object{}, WhyRole},
		{"an unknown role has none either", "root", "queue.see", Object{}, WhyRole},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := g.Allowed(Subject{ID: "me", Role: c.role}, c.action, c.obj)
			if err != nil {
				t.Fatal(err)
			}
			if got.Why != c.want || got.Allowed != (c.want == WhyAllowed) {
				t.Errorf("%s %s %+v: got %+v, want %s", c.role, c.action, c.obj, got, c.want)
			}
		})
	}
}

// TestSupervisorsHaveAllOfReviewers holds for every situation, denials by condition included.
func TestSupervisorsHaveAllOfReviewers(t *testing.T) {
	t.Parallel()
	g := newGuard(t)
	for _, a := range Actions() {
		for _, s := range situations(a.Needs) {
			r, err1 := g.Allowed(Subject{"me", "reviewer"}, a.Name, s.obj)
			v, err2 := g.Allowed(Subject{"me", "supervisor"}, a.Name, s.obj)
			if err := errors.Join(err1, err2); err != nil {
				t.Fatal(err)
			}
			if r.Allowed && !v.Allowed {
				t.Errorf("%s, %s: a reviewer may, a supervisor may not", a.Name, s.words)
			}
		}
	}
}

func TestIncompleteQuestionsAreDenied(t *testing.T) {
	t.Parallel()
	g := newGuard(t)
	for _, c := range []struct {
		name   string
		sub    Subject
		action string
		obj    Object
	}{
		{"unknown action", Subject{"me", "supervisor"}, "submission.eat", Object{State: "waiting"}},
		{"empty action", Subject{"me", "supervisor"}, "", Object{}},
		{"nobody asks", Subject{"", "supervisor"}, "submission.decide", Object{State: "waiting"}},
		{"nobody asks what needs nothing", Subject{"", "admin"}, "staff.manage", Object{}},
		{"no state", Subject{"me", "supervisor"}, "submission.see", Object{}},
		{"a misspelt state", Subject{"me", "supervisor"}, "submission.see", Object{State: "Draft"}},
		{"a decision without author", Subject{"me", "supervisor"}, "decision.audit", Object{State: "approved"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got, err := g.Allowed(c.sub, c.action, c.obj)
			if !errors.Is(err, ErrQuestion) || got.Allowed {
				t.Errorf("got %+v, %v; want a denial and ErrQuestion", got, err)
			}
		})
	}
}

func TestAnswersNameTheirLine(t *testing.T) {
	t.Parallel()
	g := newGuard(t)
	for _, c := range []struct {
		role, action string
		obj          Object
		want         string
	}{
		{"supervisor", "submission.decide", Object{State: "waiting", Holder: "me"}, ": reviewer, submission.decide, holder, ordinary, allow"},
		{"supervisor", "submission.claim", Object{State: "waiting", Barred: true}, ": reviewer, submission.claim, barred, any, deny"},
		{"support", "reference.lookup", Object{}, ": support, reference.lookup, anyone, any, allow"},
		{"reviewer", "submission.decide", Object{State: "waiting"}, ""},
	} {
		got, err := g.Allowed(Subject{"me", c.role}, c.action, c.obj)
		if err != nil {
			t.Fatal(err)
		}
		line, rule, _ := strings.Cut(got.Rule, ": ")
		if rule != strings.TrimPrefix(c.want, ": ") {
			t.Errorf("%s %s: got %q, want one that ends in %q", c.role, c.action, got.Rule, c.want)
		}
		if c.want != "" && !strings.HasPrefix(line, "policy.csv:") {
			t.Errorf("%s %s: %q names no line", c.role, c.action, got.Rule)
		}
	}
}

// TestParallelQuestions is for the race detector.
func TestParallelQuestions(t *testing.T) {
	t.Parallel()
	g := newGuard(t)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for _, a := range Actions() {
				for _, s := range situations(a.Needs) {
					if _, err := g.Allowed(Subject{"me", "supervisor"}, a.Name, s.obj); err != nil {
						t.Error(err)
						return
					}
				}
			}
		})
	}
	wg.Wait()
}

func TestExplain(t *testing.T) {
	t.Parallel()
	g := newGuard(t)
	explain := func(role, action string, obj *Object) string {
		t.Helper()
		e, err := g.Explain(Subject{"me", role}, action, obj)
		if err != nil {
			t.Fatal(err)
		}
		if len(e.Lines) == 0 {
			t.Errorf("%s: no lines", action)
		}
		return e.String()
	}
	for _, c := range []struct {
		role, action string
		obj          *Object
		want         []string
	}{
		{"reviewer", "submission.decide", &Object{State: "waiting", Holder: "me"},
			[]string{"May reviewer decide on a submission? Yes.", "By policy.csv:", "reviewer, submission.decide, barred, any, deny"}},
		{"reviewer", "submission.decide", &Object{State: "escalated"}, []string{"No: it is escalated"}},
		{"reviewer", "submission.decide", nil, []string{"It depends on the submission"}},
		{"support", "submission.decide", nil, []string{"No: this role never has it"}},
		{"admin", "decision.see", nil, []string{"No: this role never has it"}},
		{"admin", "staff.manage", nil, []string{"Yes."}},
		{"", "queue.see", nil, []string{"no role in effect", "No:"}},
	} {
		got := explain(c.role, c.action, c.obj)
		for _, want := range c.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s %s: got %q, want %q in it", c.role, c.action, got, want)
			}
		}
	}
	if _, err := g.Explain(Subject{"me", "admin"}, "coffee.make", nil); !errors.Is(err, ErrQuestion) {
		t.Errorf("unknown action: got %v, want ErrQuestion", err)
	}
	for _, w := range Whys() {
		if sentences[w] == "" {
			t.Errorf("%s has no sentence", w)
		}
	}
}

func TestListsAreTheCallersOwn(t *testing.T) {
	t.Parallel()
	Actions()[0].Name = "changed"
	Roles()[0] = "changed"
	if Actions()[0].Name != "queue.see" || slices.Contains(Roles(), "changed") {
		t.Error("a caller changed the package's list")
	}
}

func BenchmarkAllowed(b *testing.B) {
	g, err := New()
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range []struct {
		name string
		sub  Subject
		act  string
		obj  Object
	}{
		{"Holder", Subject{"a", "supervisor"}, "submission.decide", Object{State: "waiting", Holder: "a"}},
		{"DeniedNotHolder", Subject{"a", "reviewer"}, "submission.decide", Object{State: "waiting", Holder: "b"}},
		{"DeniedRole", Subject{"a", "admin"}, "submission.decide", Object{State: "waiting"}},
		{"NoCondition", Subject{"a", "admin"}, "log.verify", Object{}},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := g.Allowed(c.sub, c.act, c.obj); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		if _, err := New(); err != nil {
			b.Fatal(err)
		}
	}
}
