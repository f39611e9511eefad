package staff

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestSessionLimits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		used []time.Duration // after sign-in
		last time.Duration
		want bool
	}{
		{"at once", nil, 0, true},
		{"just before the idle limit", nil, 30*time.Minute - time.Second, true},
		{"at the idle limit", nil, 30 * time.Minute, false},
		{"used in between", []time.Duration{20 * time.Minute, 40 * time.Minute}, 69 * time.Minute, true},
		{"used for long, then not", []time.Duration{20 * time.Minute}, 50 * time.Minute, false},
		{"the clock was set back", nil, -24 * time.Hour, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			d.add(Reviewer, "a@example.com")
			in := d.signIn("a@example.com")
			start := d.clock
			for _, u := range c.used {
				d.clock = start.Add(u)
				if !d.signedIn(in.Token) {
					t.Fatalf("ended after %s", u)
				}
			}
			d.clock = start.Add(c.last)
			if got := d.signedIn(in.Token); got != c.want {
				t.Errorf("open after %s: %v, want %v", c.last, got, c.want)
			}
		})
	}
	t.Run("absolute", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		d.add(Reviewer, "a@example.com")
		in := d.signIn("a@example.com")
		for range 12*4 - 1 {
			d.clock = d.clock.Add(15 * time.Minute)
			if !d.signedIn(in.Token) {
				t.Fatalf("ended at %s", d.clock)
			}
		}
		d.clock = d.clock.Add(15 * time.Minute)
		if d.signedIn(in.Token) {
			t.Error("open after twelve hours of use")
		}
	})
	t.Run("a setting counts at once", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		d.add(Reviewer, "a@example.com")
		in := d.signIn("a@example.com")
		d.clock = d.clock.Add(10 * time.Minute)
		d.settings.IdleLimit = 5 * time.Minute
		if d.signedIn(in.Token) {
			t.Error("the old limit is in force")
		}
	})
}

func TestUseIsWrittenOnceAMinute(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.add(Reviewer, "a@example.com")
	in := d.signIn("a@example.com")
	writes := 0
	d.store.fault = func() error { writes++; return nil }
	for range 180 {
		d.clock = d.clock.Add(time.Second)
		if !d.signedIn(in.Token) {
			t.Fatal("ended")
		}
	}
	if writes != 3 {
		t.Errorf("%d writes in three minutes, want 3", writes)
	}
	d.store.fault = func() error { return ErrBusy }
	d.clock = d.clock.Add(20 * time.Minute)
	if !d.signedIn(in.Token) {
		t.Error("a store that cannot write closed the session")
	}
}

func TestOnlyTheTokenOpens(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	a := d.add(Reviewer, "a@example.com")
	in := d.signIn("a@example.com")
	for _, token := range []Token{
		"", "x", in.Token[:42], in.Token + "A", Token(strings.ToUpper(string(in.Token))), " " + in.Token[1:],
		Token(in.Session.ID), Token(encoding.EncodeToString(in.Session.Hash[:])), Token(strings.Repeat("A", 43)),
	} {
		if token != in.Token && d.signedIn(token) {
			t.Errorf("%q opens the session", token)
		}
	}
	for h, s := range d.store.read().sessions {
		if strings.Contains(fmt.Sprint(h, s), string(in.Token)) {
			t.Error("the token is stored")
		}
	}
	if got := d.account(a.ID); got.PasswordHash == "" || strings.Contains(got.PasswordHash, goodPassword) {
		t.Error("the password is not stored as a hash")
	}
}

func TestSignOut(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.add(Reviewer, "a@example.com")
	one, two := d.signIn("a@example.com"), d.signIn("a@example.com")
	n := d.entries()
	d.want(d.SignOut(d.ctx, one.Token), nil)
	d.want(d.SignOut(d.ctx, one.Token), nil)
	d.want(d.SignOut(d.ctx, "no token"), nil)
	if d.signedIn(one.Token) || !d.signedIn(two.Token) {
		t.Error("the wrong session was ended")
	}
	if got := d.logged(n, ""); !slices.Equal(got, []string{"staff.signed-out"}) {
		t.Errorf("logged %q", got)
	}
}

func TestEndSessions(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	a := d.add(Reviewer, "a@example.com")
	b := d.add(Reviewer, "b@example.com")
	admin := d.add(Admin, "admin@example.com")
	one, two, other := d.signIn("a@example.com"), d.signIn("a@example.com"), d.signIn("b@example.com")
	_, err := d.EndSessions(d.ctx, ActorOf(b), a.ID, "")
	d.want(err, ErrDenied)
	n, err := d.EndSessions(d.ctx, ActorOf(a), a.ID, two.Session.ID)
	d.want(err, nil)
	if n != 1 || d.signedIn(one.Token) || !d.signedIn(two.Token) || !d.signedIn(other.Token) {
		t.Errorf("ended %d", n)
	}
	n, err = d.EndSessions(d.ctx, ActorOf(admin), a.ID, "")
	d.want(err, nil)
	if n != 1 || d.signedIn(two.Token) || !d.signedIn(other.Token) {
		t.Errorf("ended %d", n)
	}
	_, err = d.EndSessions(d.ctx, CommandLine(), "nobody", "")
	d.want(err, ErrNotFound)
}

func TestSweep(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.add(Reviewer, "a@example.com")
	_, err := d.Invite(d.ctx, CommandLine(), NewAccount{Email: "b@example.com", Role: Support})
	d.want(err, nil)
	old := d.signIn("a@example.com")
	d.clock = d.clock.Add(31 * time.Minute)
	fresh := d.signIn("a@example.com")
	n, err := d.Sweep(d.ctx)
	d.want(err, nil)
	if n != 1 || d.signedIn(old.Token) || !d.signedIn(fresh.Token) {
		t.Errorf("swept %d, want the old session", n)
	}
	d.clock = d.clock.Add(72 * time.Hour)
	if n, err = d.Sweep(d.ctx); n != 2 || err != nil {
		t.Errorf("swept %d, %v, want a session and a link", n, err)
	}
}

func TestCSRF(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.add(Reviewer, "a@example.com")
	one, two := d.signIn("a@example.com"), d.signIn("a@example.com")
	token := CSRFToken(one.Token)
	if !ValidCSRF(one.Token, token) {
		t.Error("its own token is refused")
	}
	for _, given := range []string{"", token[1:], token + "A", CSRFToken(two.Token), string(one.Token)} {
		if ValidCSRF(one.Token, given) {
			t.Errorf("%q is accepted", given)
		}
	}
	if ValidCSRF("", "") || ValidCSRF("short", CSRFToken("short")) {
		t.Error("no session, yet accepted")
	}
	if strings.Contains(token, string(one.Token)) {
		t.Error("it shows the cookie")
	}
}

func TestTokensStayOutOfTheLog(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	slog.New(slog.NewTextHandler(&b, nil)).Info("x", "token", Token("abcdef"))
	if strings.Contains(b.String(), "abcdef") {
		t.Errorf("logged %q", b.String())
	}
}

func FuzzToken(f *testing.F) {
	f.Add("")
	f.Add(strings.Repeat("A", 43))
	f.Add(strings.Repeat("_", 43))
	f.Add(strings.Repeat("A", 42) + "B")
	f.Fuzz(func(t *testing.T, s string) {
		b, ok := Token(s).bytes()
		if ok && encoding.EncodeToString(b) != s {
			t.Errorf("%q is another spelling of a token", s)
		}
		if ok != (CSRFToken(Token(s)) != "") {
			t.Errorf("%q: a token has a CSRF token, and nothing else", s)
		}
	})
}

// What a page asks by itself finds the session, and does not keep it alive.
func TestAskingUnusedKeepsNoSessionAlive(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.add(Reviewer, "a@example.com")
	in := d.signIn("a@example.com")
	for range 29 {
		d.clock = d.clock.Add(time.Minute)
		session, account, err := d.Unused(d.ctx, in.Token)
		if err != nil || account.Email != "a@example.com" || account.PasswordHash != "" || session.SeenAt.Equal(d.clock) {
			t.Fatalf("asked at %s: %+v, %+v, %v", d.clock, session, account, err)
		}
	}
	d.clock = d.clock.Add(time.Minute)
	if _, _, err := d.Unused(d.ctx, in.Token); !errors.Is(err, ErrNoSession) {
		t.Errorf("after 30 minutes in which nobody used it: %v", err)
	}
	if d.signedIn(in.Token) {
		t.Error("it is open again")
	}
}
