package staff

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// letterOf is an account's letter as the store has it.
func (d *desk) letterOf(id AccountID) Letter {
	d.t.Helper()
	l, ok := d.store.read().letters[id]
	if !ok {
		d.t.Fatalf("%s has no letter", id)
	}
	return l
}

// withLetters is a desk where mail is set up, with an administrator.
func withLetters(t *testing.T) (*desk, Actor) {
	t.Helper()
	d := newDesk(t)
	d.settings.Letters = true
	return d, ActorOf(d.add(Admin, "admin@example.com"))
}

// open is what who delivers does with an account's letter.
func (d *desk) open(id AccountID) *OpenedLetter {
	d.t.Helper()
	o, err := d.OpenLetter(d.ctx, id, d.letterOf(id).ID)
	if err != nil {
		d.t.Fatal(err)
	}
	return o
}

func TestAnInvitationGoesByLetter(t *testing.T) {
	t.Parallel()
	d, admin := withLetters(t)
	n := d.entries()
	issued, err := d.Invite(d.ctx, admin, NewAccount{Email: "aoi@example.com", Role: Reviewer})
	d.want(err, nil)
	if !issued.Mailed || issued.Token != "" || issued.Purpose != Invitation || !issued.ExpiresAt.Equal(d.clock.Add(72*time.Hour)) {
		t.Errorf("issued %+v", issued)
	}
	if links := d.store.read().links; len(links) != 0 {
		t.Errorf("there is a link before the letter leaves: %+v", links)
	}
	d.clock = d.clock.Add(time.Hour)
	o := d.open(issued.Account.ID)
	if o.To != "aoi@example.com" || o.Lang != "" || o.Purpose != Invitation || !o.ExpiresAt.Equal(issued.ExpiresAt) {
		t.Errorf("opened %+v", o)
	}
	account, err := d.Accept(d.ctx, o.Token, "Aoi", newPassword)
	d.want(err, nil)
	if account.Role != NoRole || account.PendingRole != Reviewer {
		t.Errorf("the role of %+v, want one that waits", account)
	}
	if all, err := d.Letters(d.ctx, admin); err != nil || len(all) != 0 {
		t.Errorf("the letter of a link that was used: %+v, %v", all, err)
	}
	want := []string{"staff.invited mailed", "staff.link-made mailed", "staff.password-set"}
	if got := d.logged(n, "way"); !slices.Equal(got, want) {
		t.Errorf("logged %q, want %q", got, want)
	}
}

// Nobody but its holder has seen the link, so the role need not be agreed to again.
func TestAResetByLetterLeavesTheRole(t *testing.T) {
	t.Parallel()
	d, admin := withLetters(t)
	person := d.add(Supervisor, "person@example.com")
	issued, err := d.RequestReset(d.ctx, admin, person.ID)
	d.want(err, nil)
	if !issued.Mailed || issued.Token != "" || issued.Purpose != Reset || !issued.ExpiresAt.Equal(d.clock.Add(time.Hour)) {
		t.Errorf("issued %+v", issued)
	}
	_, err = d.Reset(d.ctx, d.open(person.ID).Token, newPassword)
	d.want(err, nil)
	if got := d.account(person.ID); got.Role != Supervisor || got.PendingRole != NoRole {
		t.Errorf("the role became %q, %q waits", got.Role, got.PendingRole)
	}
}

// Asking for a letter ends what somebody may have been shown while no mail was set up.
func TestALetterEndsTheLinkBeforeIt(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		make func(d *desk, admin Actor, id AccountID) Token
	}{
		{"shown", func(d *desk, admin Actor, id AccountID) Token {
			d.settings.Letters = false
			issued, err := d.RequestReset(d.ctx, admin, id)
			d.want(err, nil)
			d.settings.Letters = true
			return issued.Token
		}},
		{"printed", func(d *desk, _ Actor, id AccountID) Token {
			issued, err := d.RequestReset(d.ctx, CommandLine(), id)
			d.want(err, nil)
			return issued.Token
		}},
		{"mailed", func(d *desk, admin Actor, id AccountID) Token {
			_, err := d.RequestReset(d.ctx, admin, id)
			d.want(err, nil)
			d.clock = d.clock.Add(letterPause)
			return d.open(id).Token
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d, admin := withLetters(t)
			person := d.add(Reviewer, "person@example.com")
			former := c.make(d, admin, person.ID)
			if _, _, err := d.OpenLink(d.ctx, former); err != nil {
				t.Fatal(err)
			}
			_, err := d.RequestReset(d.ctx, admin, person.ID)
			d.want(err, nil)
			_, err = d.Reset(d.ctx, former, newPassword)
			d.want(err, ErrLinkInvalid)
			_, err = d.Reset(d.ctx, d.open(person.ID).Token, newPassword)
			d.want(err, nil)
		})
	}
}

// Each try to send a letter has a link of its own, and the one before it opens nothing.
func TestALetterThatGoesTwiceHasOneLink(t *testing.T) {
	t.Parallel()
	d, admin := withLetters(t)
	person := d.add(Reviewer, "person@example.com")
	_, err := d.RequestReset(d.ctx, admin, person.ID)
	d.want(err, nil)
	first, second := d.open(person.ID), d.open(person.ID)
	if first.Token == second.Token || len(d.store.read().links) != 1 {
		t.Errorf("%d links", len(d.store.read().links))
	}
	_, err = d.Reset(d.ctx, first.Token, newPassword)
	d.want(err, ErrLinkInvalid)
	_, err = d.Reset(d.ctx, second.Token, newPassword)
	d.want(err, nil)
}

func TestALetterThatDoesNotGo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		do   func(d *desk, admin Actor, id AccountID)
	}{
		{"account disabled", func(d *desk, admin Actor, id AccountID) {
			_, err := d.Disable(d.ctx, admin, id)
			d.want(err, nil)
		}},
		{"account disabled and enabled again", func(d *desk, admin Actor, id AccountID) {
			_, err := d.Disable(d.ctx, admin, id)
			d.want(err, nil)
			_, err = d.Enable(d.ctx, admin, id)
			d.want(err, nil)
		}},
		{"replaced by another letter", func(d *desk, admin Actor, id AccountID) {
			d.clock = d.clock.Add(letterPause)
			_, err := d.RequestReset(d.ctx, admin, id)
			d.want(err, nil)
		}},
		{"replaced by the command line", func(d *desk, _ Actor, id AccountID) {
			_, err := d.RequestReset(d.ctx, CommandLine(), id)
			d.want(err, nil)
		}},
		{"too late", func(d *desk, _ Actor, _ AccountID) { d.clock = d.clock.Add(time.Hour) }},
		{"gone already", func(d *desk, _ Actor, id AccountID) { d.change(id, func(l *Letter) { l.SentAt = d.clock }) }},
		{"given up", func(d *desk, _ Actor, id AccountID) { d.change(id, func(l *Letter) { l.FailedAt = d.clock }) }},
		{"password set by its holder", func(d *desk, _ Actor, _ AccountID) {
			d.want(d.SetPassword(d.ctx, d.signIn("person@example.com").Session, goodPassword, newPassword), nil)
		}},
		{"password set by the command line", func(d *desk, _ Actor, id AccountID) {
			d.want(d.ReplacePassword(d.ctx, CommandLine(), id, newPassword), nil)
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d, admin := withLetters(t)
			person := d.add(Reviewer, "person@example.com")
			_, err := d.RequestReset(d.ctx, admin, person.ID)
			d.want(err, nil)
			letter := d.letterOf(person.ID)
			c.do(d, admin, person.ID)
			links := len(d.store.read().links)
			_, err = d.OpenLetter(d.ctx, person.ID, letter.ID)
			d.want(err, ErrNotFound)
			if now := len(d.store.read().links); now != links {
				t.Errorf("%d links, %d before", now, links)
			}
		})
	}
	t.Run("of nobody", func(t *testing.T) {
		t.Parallel()
		d, _ := withLetters(t)
		_, err := d.OpenLetter(d.ctx, "nobody", "x")
		d.want(err, ErrNotFound)
	})
	t.Run("an invitation that was answered", func(t *testing.T) {
		t.Parallel()
		d, admin := withLetters(t)
		issued, err := d.Invite(d.ctx, admin, NewAccount{Email: "aoi@example.com", Role: Support})
		d.want(err, nil)
		letter := d.letterOf(issued.Account.ID)
		d.want(d.ReplacePassword(d.ctx, CommandLine(), issued.Account.ID, goodPassword), nil)
		_, err = d.OpenLetter(d.ctx, issued.Account.ID, letter.ID)
		d.want(err, ErrNotFound)
	})
}

// change changes an account's letter, as who delivers does.
func (d *desk) change(id AccountID, f func(*Letter)) {
	d.t.Helper()
	l := d.letterOf(id)
	f(&l)
	d.store.mu.Lock()
	defer d.store.mu.Unlock()
	d.store.tables.letters[id] = l
}

func TestSendingAgainIsThrottled(t *testing.T) {
	t.Parallel()
	d, admin := withLetters(t)
	person, other := d.add(Reviewer, "person@example.com"), d.add(Reviewer, "other@example.com")
	ask := func(id AccountID) error { _, err := d.RequestReset(d.ctx, admin, id); return err }
	d.want(ask(person.ID), nil)
	first, n := d.letterOf(person.ID), d.entries()
	for range 20 { // a button that is hit again and again
		d.want(ask(person.ID), nil)
	}
	if l := d.letterOf(person.ID); l.ID != first.ID || d.entries() != n {
		t.Errorf("a second letter within a minute: %+v", l)
	}
	d.clock = d.clock.Add(letterPause)
	d.want(ask(person.ID), nil)
	if l := d.letterOf(person.ID); l.ID == first.ID {
		t.Error("no second letter after a minute")
	}
	d.change(person.ID, func(l *Letter) { l.FailedAt = d.clock })
	failed := d.letterOf(person.ID)
	d.want(ask(person.ID), nil)
	if l := d.letterOf(person.ID); l.ID == failed.ID {
		t.Error("after one that failed nobody need wait")
	}
	for range 3 {
		d.clock = d.clock.Add(letterPause)
		d.want(ask(person.ID), nil)
	}
	d.clock = d.clock.Add(letterPause)
	var throttled *ThrottledError
	if err := ask(person.ID); !errors.As(err, &throttled) || throttled.RetryAfter <= 0 {
		t.Errorf("a seventh letter within the hour: %v", err)
	}
	d.want(ask(other.ID), nil)
	_, err := d.RequestReset(d.ctx, CommandLine(), person.ID)
	d.want(err, nil)
	for range 10 { // what was refused is not counted
		d.want(ask("nobody"), ErrNotFound)
	}
	d.clock = d.clock.Add(time.Hour)
	d.want(ask(person.ID), nil)
}

func TestWhoSeesTheLetters(t *testing.T) {
	t.Parallel()
	d, admin := withLetters(t)
	person := d.add(Supervisor, "person@example.com")
	_, err := d.RequestReset(d.ctx, admin, person.ID)
	d.want(err, nil)
	all, err := d.Letters(d.ctx, admin)
	d.want(err, nil)
	if l := all[person.ID]; len(all) != 1 || l.State() != LetterWaiting || l.Topic() != "mail.reset" {
		t.Errorf("letters %+v", all)
	}
	_, err = d.Letters(d.ctx, ActorOf(person))
	d.want(err, ErrDenied)
}

func TestForgot(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		email   string
		do      func(d *desk, admin Actor, id AccountID)
		purpose Purpose // of the letter; empty for none
		log     string
	}{
		{"an account", "person@example.com", nil, Reset, "reset"},
		{"written otherwise", " ＰＥＲＳＯＮ@Example.com ", nil, Reset, "reset"},
		{"nobody's address", "nobody@example.com", nil, "", "no-account"},
		{"disabled", "person@example.com", func(d *desk, admin Actor, id AccountID) {
			_, err := d.Disable(d.ctx, admin, id)
			d.want(err, nil)
		}, "", "disabled"},
		{"invited", "aoi@example.com", nil, Invitation, "invitation"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d, admin := withLetters(t)
			person := d.add(Reviewer, "person@example.com")
			invited, err := d.Invite(d.ctx, CommandLine(), NewAccount{Email: "aoi@example.com", Role: Support})
			d.want(err, nil)
			if c.do != nil {
				c.do(d, admin, person.ID)
			}
			open, n := d.store.read().links, d.entries()
			d.want(d.Forgot(d.ctx, c.email, "192.0.2.1"), nil)
			letters := d.store.read().letters
			for id, want := range map[AccountID]bool{person.ID: c.purpose == Reset, invited.Account.ID: c.purpose == Invitation} {
				if l, ok := letters[id]; ok != want || ok && l.Purpose != c.purpose {
					t.Errorf("letters %+v", letters)
				}
			}
			if now := d.store.read().links; len(now) != len(open) {
				t.Error("asking alone ended a link")
			}
			if got := d.logged(n, "answer"); !slices.Equal(got, []string{"staff.forgot " + c.log}) {
				t.Errorf("logged %q, want the answer %s", got, c.log)
			}
			for _, e := range d.store.read().log[n:] {
				if said := string(e.Leaf); strings.Contains(said, "example.com") || strings.Contains(said, "192.0.2") {
					t.Errorf("the log says who or where: %s", said)
				}
			}
		})
	}
}

// A letter for who forgot the password leaves the role as it is, and is not written anew within five minutes.
func TestForgotWritesOneLetter(t *testing.T) {
	t.Parallel()
	d, admin := withLetters(t)
	person := d.add(Reviewer, "person@example.com")
	_, err := d.RequestReset(d.ctx, admin, person.ID)
	d.want(err, nil)
	byAdmin := d.letterOf(person.ID)
	d.clock = d.clock.Add(forgotPause - time.Second)
	n := d.entries()
	d.want(d.Forgot(d.ctx, person.Email, "192.0.2.1"), nil)
	if d.letterOf(person.ID).ID != byAdmin.ID {
		t.Error("a second letter within five minutes")
	}
	if got := d.logged(n, "answer"); !slices.Equal(got, []string{"staff.forgot recent-letter"}) {
		t.Errorf("logged %q", got)
	}
	d.clock = d.clock.Add(time.Second)
	d.want(d.Forgot(d.ctx, person.Email, "192.0.2.1"), nil)
	if d.letterOf(person.ID).ID == byAdmin.ID {
		t.Error("no second letter after five minutes")
	}
	_, err = d.Reset(d.ctx, d.open(person.ID).Token, newPassword)
	d.want(err, nil)
	if got := d.account(person.ID); got.Role != Reviewer {
		t.Errorf("the role became %q", got.Role)
	}
}

func TestForgotRefuses(t *testing.T) {
	t.Parallel()
	d, _ := withLetters(t)
	n := d.entries()
	for email, code := range map[string]string{"": "missing", "nobody": "invalid", "a@b\r\nBcc: c@d.example": "invalid", strings.Repeat("a", 5000) + "@example.com": "too_long"} {
		var wrong *InputError
		if err := d.Forgot(d.ctx, email, "192.0.2.1"); !errors.As(err, &wrong) || wrong.Field != "email" || wrong.Code != code {
			t.Errorf("%.20q: %v, want %s", email, err, code)
		}
	}
	d.settings.Letters = false
	d.want(d.Forgot(d.ctx, "admin@example.com", "192.0.2.1"), ErrNoLetters)
	if len(d.store.read().letters) != 0 || d.entries() != n {
		t.Errorf("logged %q, letters %+v", d.logged(n, ""), d.store.read().letters)
	}
}

func TestForgotIsThrottled(t *testing.T) {
	t.Parallel()
	var throttled *ThrottledError
	for _, email := range []string{"person@example.com", "nobody@example.com"} { // the same for both
		t.Run("by "+email, func(t *testing.T) {
			t.Parallel()
			d, _ := withLetters(t)
			d.add(Reviewer, "person@example.com")
			for i := range 4 {
				d.want(d.Forgot(d.ctx, email, fmt.Sprintf("192.0.2.%d", i)), nil)
			}
			if err := d.Forgot(d.ctx, email, "192.0.2.200"); !errors.As(err, &throttled) {
				t.Errorf("a fifth time within the hour: %v", err)
			}
			d.clock = d.clock.Add(time.Hour)
			d.want(d.Forgot(d.ctx, email, "192.0.2.200"), nil)
		})
	}
	t.Run("by network", func(t *testing.T) {
		t.Parallel()
		d, _ := withLetters(t)
		for i := range 10 {
			d.want(d.Forgot(d.ctx, fmt.Sprintf("a%d@example.com", i), fmt.Sprintf("2001:db8::%d", i+1)), nil)
		}
		if err := d.Forgot(d.ctx, "b@example.com", "2001:db8::ffff"); !errors.As(err, &throttled) {
			t.Errorf("an eleventh address from one household: %v", err)
		}
		d.want(d.Forgot(d.ctx, "b@example.com", "2001:db8:0:1::1"), nil)
		// Who is kept from asking can still sign in.
		_, err := d.SignIn(d.ctx, Attempt{Email: "admin@example.com", Password: goodPassword, Address: "2001:db8::1"})
		d.want(err, nil)
	})
	t.Run("not when nothing came of it", func(t *testing.T) {
		t.Parallel()
		d, _ := withLetters(t)
		d.store.fault = func() error { return ErrBusy }
		for range 20 {
			d.want(d.Forgot(d.ctx, "admin@example.com", "192.0.2.1"), ErrBusy)
		}
		d.store.fault = nil
		d.want(d.Forgot(d.ctx, "admin@example.com", "192.0.2.1"), nil)
	})
}

// Whatever the address, one transaction is written, with one entry of the log.
func TestForgotDoesOneTransaction(t *testing.T) {
	t.Parallel()
	for _, email := range []string{"admin@example.com", "nobody@example.com"} {
		d, _ := withLetters(t)
		writes, n := 0, d.entries()
		d.store.fault = func() error { writes++; return nil }
		d.want(d.Forgot(d.ctx, email, "192.0.2.1"), nil)
		if writes != 1 || d.entries() != n+1 {
			t.Errorf("%s: %d transactions, %d entries", email, writes, d.entries()-n)
		}
	}
}
