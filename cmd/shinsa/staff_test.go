package main

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestStaff(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	addStaff(t, data, "admin@operator.example", "admin")
	add := func(input string, more ...string) said {
		t.Helper()
		return typing(t, input, append([]string{"staff", "add", "--data", data}, more...)...)
	}
	invited := add("", "aiko@operator.example", "--role", "reviewer", "--public-url", "https://desk.example/").fine(t)
	if !regexp.MustCompile(`(?m)^https://desk\.example/welcome/[\w-]{43}$`).MatchString(invited.out) || !strings.Contains(invited.out, "good until") {
		t.Errorf("the invitation: %q", invited.out)
	}
	add(staffPassword+"\n", "AIKO@operator.example", "--role", "reviewer", "--password-stdin").refused(t, "already")
	add(staffPassword+"\n", "no address", "--role", "reviewer", "--password-stdin").refused(t, "email")
	add("short\n", "ben@operator.example", "--role", "reviewer", "--password-stdin").refused(t, "password", "too short")
	add("", "ben@operator.example", "--role", "reviewer", "--password-stdin").refused(t, "password")
	add("passwordpassword\n", "ben@operator.example", "--role", "reviewer", "--password-stdin").refused(t, "password")
	add(staffPassword, "ben@operator.example", "--role", "boss", "--password-stdin").refused(t, "--role")
	add(staffPassword, "ben@operator.example", "--role", "reviewer", "--password-stdin").fine(t) // no line break after it

	do := func(more ...string) said { t.Helper(); return shinsa(t, append(more, "--data", data)...) }
	do("staff", "role", "ben@operator.example", "--role", "supervisor").fine(t)
	do("staff", "role", "nobody@operator.example", "--role", "supervisor").refused(t, "no account")
	do("staff", "role", "admin@operator.example", "--role", "support").refused(t, "last administrator")
	do("staff", "disable", "admin@operator.example").refused(t, "last administrator")
	do("staff", "disable", "ben@operator.example").fine(t)
	do("staff", "reset", "ben@operator.example").refused(t, "disabled")
	do("staff", "role", "ben@operator.example", "--role", "reviewer").refused(t, "disabled")

	list := do("staff", "list").fine(t).out
	for _, row := range []string{`admin@operator\.example +admin +admin +active`, `aiko@operator\.example +reviewer +invited`, `ben@operator\.example +ben +supervisor +disabled`} {
		if !regexp.MustCompile(`(?m)^` + row + `$`).MatchString(list) {
			t.Errorf("the list has no row %s:\n%s", row, list)
		}
	}
	do("staff", "enable", "ben@operator.example").fine(t)
	if out := do("staff", "reset", "aiko@operator.example", "--public-url", "https://desk.example").fine(t).out; !strings.HasPrefix(out, "https://desk.example/welcome/") {
		t.Errorf("the reset of who is invited: %q", out)
	}
	if out := do("staff", "reset", "ben@operator.example", "--public-url", "https://desk.example").fine(t).out; !strings.HasPrefix(out, "https://desk.example/reset/") {
		t.Errorf("the reset: %q", out)
	}
}

// What the command line does holds at once for a server that is running.
func TestDisablingEndsASessionAtOnce(t *testing.T) {
	t.Parallel()
	data := newStore(t)
	addStaff(t, data, "aiko@operator.example", "reviewer")
	p := started(t, serveArgs(data)...)
	v := newVisitor(p.url)
	if err := v.signIn("aiko@operator.example", staffPassword, "/queue"); err != nil {
		t.Fatal(err)
	}
	if err := v.sees("/queue", "html"); err != nil {
		t.Fatal(err)
	}
	shinsa(t, "staff", "disable", "aiko@operator.example", "--data", data).fine(t)
	if err := v.sees("/queue", "html"); err == nil {
		t.Error("the session still opens the queue")
	}
	if err := v.signIn("aiko@operator.example", staffPassword, "/queue"); err == nil {
		t.Error("a disabled account signs in")
	}
	// The one-time link of an invitation, on the page that it names.
	out := shinsa(t, "staff", "add", "ben@operator.example", "--role", "reviewer", "--data", data).fine(t).out
	link := regexp.MustCompile(`/welcome/[\w-]{43}`).FindString(out)
	if err := newVisitor(p.url).sees(link, "password"); err != nil {
		t.Error(err)
	}
}

func TestPolicyExplain(t *testing.T) {
	t.Parallel()
	data := newStore(t)
	addStaff(t, data, "aiko@operator.example", "reviewer")
	addStaff(t, data, "ben@operator.example", "reviewer")
	p := started(t, serveArgs(data)...)
	_, ref, err := newVisitor(p.url).applies(nil)
	if err != nil {
		t.Fatal(err)
	}
	v := newVisitor(p.url)
	if err := v.signIn("aiko@operator.example", staffPassword, "/queue"); err != nil {
		t.Fatal(err)
	}
	if err := v.claim(ref); err != nil {
		t.Fatal(err)
	}
	explain := func(args ...string) said {
		t.Helper()
		return shinsa(t, append([]string{"policy", "explain", "--data", data}, args...)...)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"aiko@operator.example", "submission.decide", ref}, "Yes"},
		{[]string{"ben@operator.example", "submission.decide", ref}, "No: only who holds the claim may"},
		{[]string{"ben@operator.example", "submission.decide", strings.ToLower(strings.ReplaceAll(ref, "-", ""))}, "No: only who holds the claim may"},
		{[]string{"ben@operator.example", "submission.decide"}, "It depends"},
		{[]string{"admin@operator.example", "submission.see", ref}, "No: this role never has it"},
		{[]string{"admin@operator.example", "staff.manage"}, "Yes"},
	} {
		if out := explain(c.args...).fine(t).out; !strings.Contains(out, c.want) || !strings.Contains(out, "policy.csv") {
			t.Errorf("%q: want %q\n%s", c.args, c.want, out)
		}
	}
	explain("nobody@operator.example", "submission.decide").refused(t, "no account")
	explain("aiko@operator.example", "submission.eat").refused(t, "submission.eat")
	explain("aiko@operator.example", "submission.decide", "x").refused(t, `"x" is not a reference`)
	explain("aiko@operator.example", "submission.decide", "2222-2222").refused(t, "no submission")
	shinsa(t, "staff", "disable", "aiko@operator.example", "--data", data).fine(t)
	if out := explain("aiko@operator.example", "submission.decide", ref).fine(t).out; !strings.Contains(out, "disabled") || strings.Contains(out, "Yes") {
		t.Errorf("a disabled account: %s", out)
	}
}
