package policy

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/matrix.txt anew")

// A situation is an object with words for it. "me" is the person who asks.
type situation struct {
	words string
	state string // empty where it does not matter
	obj   Object
}

// situations lists what can be the case for an action, for every condition that model.conf knows.
func situations(n Needs) []situation {
	var all []situation
	switch n {
	case NeedsNothing:
		all = append(all, situation{"always", "", Object{}})
	case NeedsSubmission:
		for _, h := range []struct{ words, id string }{{"free", ""}, {"mine", "me"}, {"another's", "other"}} {
			for _, barred := range []bool{false, true} {
				words := h.words
				if barred {
					words += ", barred"
				}
				for _, state := range states {
					all = append(all, situation{words, state, Object{State: state, Holder: h.id, Barred: barred}})
				}
			}
		}
	case NeedsDecision:
		for _, a := range []struct{ words, id string }{{"mine", "me"}, {"another's", "other"}} {
			for _, blind := range []bool{false, true} {
				words := a.words
				if blind {
					words += ", second opinion awaited"
				}
				all = append(all, situation{words, "", Object{Author: a.id, Blind: blind}})
			}
		}
	}
	return all
}

// TestMatrix compares every answer with the one written down.
func TestMatrix(t *testing.T) {
	t.Parallel()
	g := newGuard(t)
	var b strings.Builder
	b.WriteString("Every answer of policy.csv: allow, or deny with the reason. \"mine\" and \"another's\" say who holds the\n" +
		"claim or made the decision. Written by `go test ./policy -update`; read what changes before it is committed.\n")
	for _, a := range Actions() {
		fmt.Fprintf(&b, "\n%s: %s\n", a.Name, a.Meaning)
		header := "  "
		for _, role := range Roles() {
			header += fmt.Sprintf("%-22s", role)
		}
		b.WriteString(header + "when\n")
		for _, row := range rows(t, g, a) {
			b.WriteString(row + "\n")
		}
	}
	const file = "testdata/matrix.txt"
	if *update {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got, wanted := strings.Split(b.String(), "\n"), strings.Split(string(want), "\n")
	for i := 0; i < len(got) || i < len(wanted); i++ {
		var g, w string
		if i < len(got) {
			g = got[i]
		}
		if i < len(wanted) {
			w = wanted[i]
		}
		if g != w {
			t.Fatalf("%s:%d differs\n got %q\nwant %q", file, i+1, g, w)
		}
	}
}

// rows writes the answers about one action. States that differ in nothing but their name share a row.
func rows(t *testing.T, g *Guard, a Action) []string {
	t.Helper()
	var out []string
	var words string // of the situations that the last rows are about
	first := 0       // of these rows
	for _, s := range situations(a.Needs) {
		row := "  "
		for _, role := range Roles() {
			answer, err := g.Allowed(Subject{ID: "me", Role: role}, a.Name, s.obj)
			if err != nil {
				t.Fatalf("%s %s, %s: %v", role, a.Name, s.words, err)
			}
			cell := "allow"
			if !answer.Allowed {
				cell = "deny " + string(answer.Why)
			}
			row += fmt.Sprintf("%-22s", cell)
		}
		row += s.words
		if s.words != words {
			words, first = s.words, len(out)
		}
		if i := slices.IndexFunc(out[first:], func(r string) bool { return strings.HasPrefix(r, row+":") }); i >= 0 {
			out[first+i] += " " + s.state
		} else if s.state != "" {
			out = append(out, row+": "+s.state)
		} else {
			out = append(out, row)
		}
	}
	return out
}

// TestRolesTable holds the table of roles as it was agreed on, apart from the golden file, so that a
// careless -update cannot give anything away.
func TestRolesTable(t *testing.T) {
	t.Parallel()
	g := newGuard(t)
	const (
		yes = "yes" // in some situation at least
		no  = "no"  // never
	)
	rows := []struct {
		actions                              string
		reviewer, supervisor, support, admin string
	}{
		{"queue.see queue.follow submission.see image.see submission.claim submission.decide submission.escalate submission.release image.purge claim.hand claim.free comment.write", yes, yes, no, no},
		{"decision.retract decision.report decision.answer decision.see", yes, yes, no, no},
		{"submission.settle submission.answer claim.reassign decision.audit sample.draw complaint.handle submission.stay audit.see role.confirm", no, yes, no, no},
		{"queue.prioritise view.share team.see team.manage", no, yes, no, no},
		{"phrases.use training.use", yes, yes, no, no},
		{"phrases.manage training.manage figures.see decisions.export viewlog.see", no, yes, no, no},
		{"reference.lookup link.resend complaint.pass", yes, yes, yes, no},
		{"staff.manage settings.manage apikeys.manage webhooks.manage kinds.manage", no, no, no, yes},
		{"log.verify", no, yes, no, yes},
	}
	listed := map[string]bool{}
	for _, row := range rows {
		for _, name := range strings.Fields(row.actions) {
			listed[name] = true
			for role, want := range map[string]string{
				"reviewer": row.reviewer, "supervisor": row.supervisor, "support": row.support, "admin": row.admin,
			} {
				got := no
				for _, s := range situations(g.actions[name].Needs) {
					answer, err := g.Allowed(Subject{ID: "me", Role: role}, name, s.obj)
					if err != nil {
						t.Fatal(err)
					}
					if answer.Allowed {
						got = yes
					}
				}
				if got != want {
					t.Errorf("%s %s: got %s, want %s", role, name, got, want)
				}
			}
		}
	}
	for _, a := range Actions() {
		if !listed[a.Name] {
			t.Errorf("%s is in no row of the table", a.Name)
		}
	}
}
