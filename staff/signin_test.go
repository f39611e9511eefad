package staff

import (
	"bytes"
	"errors"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestSignInBeginsASession(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	a := d.add(Reviewer, "Aoi@Example.com")
	n := d.entries()
	in := d.signIn("ａｏｉ@example.COM ")
	if in.Account.ID != a.ID || in.Account.PasswordHash != "" || in.Session.Account != a.ID {
		t.Errorf("signed in as %+v", in)
	}
	session, account, err := d.Session(d.ctx, in.Token)
	d.want(err, nil)
	if session.ID != in.Session.ID || account.Role != Reviewer || account.PasswordHash != "" {
		t.Errorf("got %+v, %+v", session, account)
	}
	if got, want := d.logged(n, "role"), []string{"staff.signed-in reviewer"}; !slices.Equal(got, want) {
		t.Errorf("logged %q, want %q", got, want)
	}
	if got := d.account(a.ID).SignedInAt; !got.Equal(d.clock) {
		t.Errorf("SignedInAt = %s", got)
	}
}

func TestRefusedSignInsLookAlike(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.add(Admin, "admin@example.com")
	d.add(Reviewer, "wrong@example.com")
	disabled := d.add(Reviewer, "disabled@example.com")
	_, err := d.Disable(d.ctx, CommandLine(), disabled.ID)
	d.want(err, nil)
	_, err = d.Invite(d.ctx, CommandLine(), NewAccount{Email: "invited@example.com", Role: Reviewer})
	d.want(err, nil)
	for _, c := range []struct{ email, password, why string }{
		{"nobody@example.com", goodPassword, "no-account"},
		{"", goodPassword, "no-account"},
		{strings.Repeat("x", 100_000), goodPassword, "no-account"},
		{"wrong@example.com", "a wrong password", "password"},
		{"wrong@example.com", "", "password"},
		{"wrong@example.com", strings.Repeat("x", 100_000), "password"},
		{"wrong@example.com", goodPassword + " ", "password"},
		{"wrong@example.com", "\xff\xfe", "password"},
		{"disabled@example.com", goodPassword, "disabled-password-right"},
		{"disabled@example.com", "a wrong password", "disabled"},
		{"invited@example.com", goodPassword, "invited"},
		{"invited@example.com", "", "invited"},
	} {
		n := d.entries()
		in, err := d.SignIn(d.ctx, Attempt{Email: c.email, Password: c.password, Address: c.why})
		if !errors.Is(err, ErrBadCredentials) || err.Error() != "staff: sign in: "+ErrBadCredentials.Error() {
			t.Errorf("%.30q %.30q: got %v", c.email, c.password, err)
		}
		if in.Token != "" || in.Account.ID != "" {
			t.Errorf("%.30q: something beside the error: %+v", c.email, in)
		}
		if got, want := d.logged(n, "why"), []string{"staff.sign-in-failed " + c.why}; !slices.Equal(got, want) {
			t.Errorf("%.30q: logged %q, want %q", c.email, got, want)
		}
	}
	if n := len(d.store.read().sessions); n != 0 {
		t.Errorf("%d sessions", n)
	}
}

// TestUnknownAccountCostsTheSame measures work and not time: how much memory a refused sign-in takes is
// the cost of its password work. It is not parallel, so nothing else allocates meanwhile.
func TestUnknownAccountCostsTheSame(t *testing.T) {
	const kib = 4096
	d := newDesk(t)
	d.Service = d.with(Config{Cost: Cost{MemoryKiB: kib, Passes: 1, Lanes: 1}})
	d.add(Reviewer, "known@example.com")
	disabled := d.add(Reviewer, "disabled@example.com")
	d.add(Admin, "admin@example.com")
	_, err := d.Disable(d.ctx, CommandLine(), disabled.ID)
	d.want(err, nil)
	_, err = d.Invite(d.ctx, CommandLine(), NewAccount{Email: "invited@example.com", Role: Support})
	d.want(err, nil)
	for _, email := range []string{"known@example.com", "unknown@example.com", "disabled@example.com", "invited@example.com", ""} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := d.SignIn(d.ctx, Attempt{Email: email, Password: "a wrong password", Address: email})
		runtime.ReadMemStats(&after)
		d.want(err, ErrBadCredentials)
		if got := (after.TotalAlloc - before.TotalAlloc) / 1024; got < kib || got > kib*3/2 {
			t.Errorf("%q: %d KiB, want the %d of one password", email, got, kib)
		}
	}
}

func TestSignInEndsTheFormerSession(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.add(Reviewer, "a@example.com")
	d.add(Reviewer, "b@example.com")
	first := d.signIn("a@example.com")
	elsewhere := d.signIn("a@example.com")
	second, err := d.SignIn(d.ctx, Attempt{Email: "b@example.com", Password: goodPassword, Former: first.Token})
	d.want(err, nil)
	if first.Token == second.Token {
		t.Error("the token stayed the same")
	}
	if d.signedIn(first.Token) {
		t.Error("the session before is still open")
	}
	if !d.signedIn(second.Token) || !d.signedIn(elsewhere.Token) {
		t.Error("another session was ended")
	}
	if _, err := d.SignIn(d.ctx, Attempt{Email: "b@example.com", Password: "a wrong password", Former: second.Token}); !errors.Is(err, ErrBadCredentials) {
		t.Fatal(err)
	}
	if !d.signedIn(second.Token) {
		t.Error("a refused attempt ended the session")
	}
}

func TestThrottle(t *testing.T) {
	t.Parallel()
	attempt := func(d *desk, email, address string) error {
		_, err := d.SignIn(d.ctx, Attempt{Email: email, Password: "a wrong password", Address: address})
		return err
	}
	throttled := func(err error) time.Duration {
		var e *ThrottledError
		if !errors.As(err, &e) {
			return 0
		}
		return e.RetryAfter
	}

	t.Run("FiveAMinuteThenTenAQuarter", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		d.add(Reviewer, "a@example.com")
		for range 5 {
			d.want(attempt(d, "a@example.com", "192.0.2.1"), ErrBadCredentials)
		}
		n := d.entries()
		wait := throttled(attempt(d, "A@example.com", "192.0.2.1"))
		if wait <= 0 || wait > time.Minute {
			t.Errorf("sixth attempt: wait %s, want up to a minute", wait)
		}
		if d.entries() != n {
			t.Error("an attempt that was not looked at was logged")
		}
		_, err := d.SignIn(d.ctx, Attempt{Email: "a@example.com", Password: goodPassword, Address: "192.0.2.1"})
		if throttled(err) == 0 {
			t.Errorf("the right password was looked at: %v", err)
		}
		_, err = d.SignIn(d.ctx, Attempt{Email: "a@example.com", Password: goodPassword, Address: "198.51.100.7"})
		d.want(err, nil) // its owner, from elsewhere, is not kept out

		d.clock = d.clock.Add(time.Minute)
		for range 5 {
			d.want(attempt(d, "a@example.com", "192.0.2.1"), ErrBadCredentials)
		}
		d.clock = d.clock.Add(time.Minute)
		if wait := throttled(attempt(d, "a@example.com", "192.0.2.1")); wait <= time.Minute || wait > 15*time.Minute {
			t.Errorf("eleventh attempt: wait %s, want up to a quarter of an hour", wait)
		}
		d.clock = d.clock.Add(15 * time.Minute)
		d.want(attempt(d, "a@example.com", "192.0.2.1"), ErrBadCredentials)
	})

	t.Run("FiftyAnAddress", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		for i := range 50 {
			d.want(attempt(d, strings.Repeat("x", i+1)+"@example.com", "2001:db8::1"), ErrBadCredentials)
		}
		if throttled(attempt(d, "y@example.com", "2001:db8::ffff:2")) == 0 {
			t.Error("the same household was allowed a fifty-first")
		}
		d.want(attempt(d, "y@example.com", "2001:db8:0:1::1"), ErrBadCredentials)
	})

	t.Run("AHundredAnAccountWhetherItExistsOrNot", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		d.add(Reviewer, "known@example.com")
		for _, email := range []string{"known@example.com", "unknown@example.com"} {
			for i := range 100 {
				d.want(attempt(d, email, "10.0.0."+string(rune('0'+i%10))+string(rune('0'+i/10))), ErrBadCredentials)
			}
			if throttled(attempt(d, email, "10.1.0.0")) == 0 {
				t.Errorf("%s: allowed a hundred and first", email)
			}
			d.clock = d.clock.Add(time.Hour)
			d.want(attempt(d, email, "10.1.0.0"), ErrBadCredentials)
		}
	})

	t.Run("SuccessesDoNotCount", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		d.add(Reviewer, "a@example.com")
		for range 60 {
			d.signIn("a@example.com")
		}
	})

	t.Run("ABusyHasherDoesNotCount", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		d.add(Reviewer, "a@example.com")
		d.Service = d.with(Config{Parallel: 1, Wait: time.Nanosecond})
		d.hasher.slots <- struct{}{}
		for range 60 {
			_, err := d.SignIn(d.ctx, Attempt{Email: "a@example.com", Password: goodPassword})
			d.want(err, ErrBusy)
		}
		<-d.hasher.slots
		d.signIn("a@example.com")
	})

	t.Run("AFailingThrottleRefuses", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		d.add(Reviewer, "a@example.com")
		d.throttle.err = ErrBusy
		_, err := d.SignIn(d.ctx, Attempt{Email: "a@example.com", Password: goodPassword})
		d.want(err, ErrBusy)
	})

	t.Run("KeysHideWhatIsCounted", func(t *testing.T) {
		t.Parallel()
		d := newDesk(t)
		d.want(attempt(d, "a@example.com", "192.0.2.1"), ErrBadCredentials)
		for _, key := range d.throttle.keys {
			if len(key) != 32 || bytes.Contains(key, []byte("example")) {
				t.Errorf("key %q", key)
			}
		}
		if bytes.Equal(throttleKey([]byte("k"), byBoth, "ab", "c"), throttleKey([]byte("k"), byBoth, "a", "bc")) {
			t.Error("two pairs have one key")
		}
		if bytes.Equal(throttleKey([]byte("k"), byAccount, "a"), throttleKey([]byte("l"), byAccount, "a")) {
			t.Error("the key does not matter")
		}
	})
}

// TestAnAttemptCountsBeforeItIsLookedAt sends a hundred guesses at the same moment.
func TestAnAttemptCountsBeforeItIsLookedAt(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.add(Reviewer, "a@example.com")
	var wg sync.WaitGroup
	var mu sync.Mutex
	looked := 0
	for range 100 {
		wg.Go(func() {
			_, err := d.SignIn(d.ctx, Attempt{Email: "a@example.com", Password: "a wrong password", Address: "192.0.2.1"})
			if errors.Is(err, ErrBadCredentials) {
				mu.Lock()
				looked++
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	if looked != 5 {
		t.Errorf("%d guesses were looked at, want 5", looked)
	}
}

func TestSignInLosesTheRaceAgainstDisable(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	a := d.add(Reviewer, "a@example.com")
	seen := d.account(a.ID)
	_, err := d.Disable(d.ctx, CommandLine(), a.ID)
	d.want(err, nil)
	// What follows is the second half of a sign-in whose password was checked before.
	_, err = d.begin(d.ctx, &seen, false, Attempt{Password: goodPassword})
	d.want(err, ErrBadCredentials)
	if n := len(d.store.read().sessions); n != 0 {
		t.Errorf("%d sessions", n)
	}
	if got := d.account(a.ID).Status; got != Disabled {
		t.Errorf("status %s", got)
	}
}

func TestSignInRaisesTheCost(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	a := d.add(Reviewer, "a@example.com")
	old := d.account(a.ID).PasswordHash
	d.signIn("a@example.com")
	if got := d.account(a.ID).PasswordHash; got != old {
		t.Error("a hash of the present cost was made anew")
	}
	d.Service = d.with(Config{Cost: Cost{MemoryKiB: 32, Passes: 2, Lanes: 1}})
	d.signIn("a@example.com")
	raised := d.account(a.ID).PasswordHash
	if !strings.HasPrefix(raised, "$argon2id$v=19$m=32,t=2,p=1$") {
		t.Errorf("hash %q", raised)
	}
	d.signIn("a@example.com")
	if got := d.account(a.ID).PasswordHash; got != raised {
		t.Error("made anew again")
	}
}

func TestNoEntryNoSession(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.add(Reviewer, "a@example.com")
	d.recorder.Salt = func() ([]byte, error) { return nil, errors.New("no randomness") }
	if _, err := d.SignIn(d.ctx, Attempt{Email: "a@example.com", Password: goodPassword}); err == nil {
		t.Fatal("signed in without an entry")
	}
	if n := len(d.store.read().sessions); n != 0 {
		t.Errorf("%d sessions", n)
	}
}
