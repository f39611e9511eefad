package outbox_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"shinsa/audit"
	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/outbox"
	"shinsa/policy"
	"shinsa/staff"
	"shinsa/views/words"
)

// office is the staff on a real store, with a clock that only the test moves.
type office struct {
	*staff.Service
	t     *testing.T
	store *db.Store
	words *words.Catalogue
	admin staff.Actor

	mu   sync.Mutex
	wall time.Time
}

func newOffice(t *testing.T, store *db.Store) *office {
	t.Helper()
	o := &office{t: t, store: store, wall: start}
	var err error
	o.words, err = words.Load()
	o.must(err)
	guard, err := policy.New()
	o.must(err)
	set := staff.DefaultSettings()
	set.Letters = true
	o.Service, err = staff.New(staff.Config{
		Store: store.Staff(), Throttle: staff.Unthrottled{}, Recorder: recorder, Guard: policy.DeskGuard{Guard: guard}, Now: o.now,
		Random: func(n int) ([]byte, error) { b := make([]byte, n); _, err := rand.Read(b); return b, err }, NewID: newID,
		ThrottleKey: make([]byte, 32), Settings: func() staff.Settings { return set }, Cost: staff.Cost{MemoryKiB: 16, Passes: 1, Lanes: 1},
	})
	o.must(err)
	o.admin = staff.ActorOf(o.add("Emi Kato", staff.Admin))
	return o
}

func (o *office) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) now() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.wall
}

func (o *office) pass(by time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.wall = o.wall.Add(by)
}

const (
	firstPassword  = "an owl under the bridge"
	secondPassword = "two herons on a wet roof"
)

// add makes an account whose address is made of the name.
func (o *office) add(name string, role staff.Role) staff.Account {
	o.t.Helper()
	email := strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@operator.example"
	a, err := o.Add(o.t.Context(), staff.CommandLine(), staff.NewAccount{Email: email, Name: name, Role: role}, firstPassword)
	o.must(err)
	return a
}

func (o *office) asks(id staff.AccountID) {
	o.t.Helper()
	_, err := o.RequestReset(o.t.Context(), o.admin, id)
	o.must(err)
}

// runner has no desk: there is no mail to applicants here.
func (o *office) runner(to outbox.Mailer) *outbox.Runner {
	return &outbox.Runner{
		Store: o.store, Staff: o, Mailer: to, Recorder: recorder, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Name: newID(),
		Hold: 10 * time.Second, Now: o.now, Mono: func() time.Duration { return 0 },
		Composer: outbox.Composer{
			Words: o.words, PublicURL: "https://desk.example", Operator: operatorIn,
			Zone: func() *time.Location { return time.FixedZone("JST", 9*60*60) },
		},
	}
}

func (o *office) runs(r *outbox.Runner) {
	o.t.Helper()
	o.must(r.Once(o.t.Context()))
}

// letter is an account's letter as the staff page has it.
func (o *office) letter(id staff.AccountID) staff.Letter {
	o.t.Helper()
	all, err := o.Letters(o.t.Context(), o.admin)
	o.must(err)
	l, ok := all[id]
	if !ok {
		o.t.Fatal("there is no letter")
	}
	return l
}

var oneTime = regexp.MustCompile(`https://desk\.example(/(?:welcome|reset)/)([\w-]{43})\s`)

// linkIn is the one link of a mail, its path and its token.
func linkIn(t *testing.T, m outbox.Mail) (path string, token staff.Token) {
	t.Helper()
	all := oneTime.FindAllStringSubmatch(m.Body, -1)
	if len(all) == 0 {
		t.Fatalf("no link in\n%s", m.Body)
	}
	for _, one := range all {
		if one[0] != all[0][0] {
			t.Fatalf("several links in\n%s", m.Body)
		}
	}
	return all[0][1], staff.Token(all[0][2])
}

// opens says whether a link can be used.
func (o *office) opens(token staff.Token) bool {
	o.t.Helper()
	_, _, err := o.OpenLink(o.t.Context(), token)
	if err != nil && !errors.Is(err, staff.ErrLinkInvalid) {
		o.t.Fatal(err)
	}
	return err == nil
}

// A letter says in its reader's language, or in both, where the link is, how long it is good and whom to
// ask, and names nobody. What it carries stands in no database.
func TestALetterCarriesTheLinkAndNamesNobody(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lang, want string
		has, not   []string
	}{
		{"en", "en", []string{"review desk", "2026-05-11 13:00 JST"}, []string{"審査デスク"}},
		{"ja", "ja", []string{"審査デスク", "2026-05-11 13:00 JST"}, []string{"review desk"}},
		{"ja-JP", "ja", []string{"審査デスク"}, []string{"review desk"}},
		{"", "ja, en", []string{"審査デスク", "review desk", "2026-05-11 13:00 JST"}, nil},
		{"fr", "ja, en", []string{"審査デスク", "review desk"}, nil},
	} {
		t.Run("in "+c.want+" for "+c.lang, func(t *testing.T) {
			t.Parallel()
			url := dbtest.SQLite(t)
			o, to := newOffice(t, dbtest.Open(t, url, db.Options{})), &post{}
			person := o.add("Aiko Sato", staff.Reviewer)
			o.must(o.SetLang(t.Context(), person.ID, c.lang))
			o.asks(person.ID)
			o.runs(o.runner(to))
			if to.count() != 1 {
				t.Fatalf("%d mails, want one", to.count())
			}
			m := to.mails[0]
			path, token := linkIn(t, m)
			if m.To != person.Email || m.Lang != c.want || m.ID != o.letter(person.ID).ID || path != "/reset/" || !o.opens(token) {
				t.Errorf("to %q in %q, id %q, %s", m.To, m.Lang, m.ID, path)
			}
			said := m.Subject + "\n" + m.Body
			for _, text := range append(c.has, operator.Name, operator.Contact) {
				if !strings.Contains(said, text) {
					t.Errorf("it lacks %q:\n%s", text, said)
				}
			}
			for _, text := range append(c.not, "Aiko", "Sato", "Emi", "Kato", "@operator.example", "reviewer", "{", "letter.") {
				if strings.Contains(said, text) {
					t.Errorf("it has %q:\n%s", text, said)
				}
			}
			if strings.Contains(m.Subject, string(token)) || strings.Contains(m.Subject, "\n") {
				t.Errorf("the subject %q", m.Subject)
			}
			for _, file := range []string{"", "-wal"} {
				if b, err := os.ReadFile(strings.TrimPrefix(url, "sqlite:") + file); err != nil || strings.Contains(string(b), string(token)) {
					t.Errorf("shinsa.db%s: %v, or the link is in it", file, err)
				}
			}
		})
	}
}

func TestLettersOfBothPurposes(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		o, to := newOffice(t, s), &post{}
		r := o.runner(to)
		issued, err := o.Invite(t.Context(), o.admin, staff.NewAccount{Email: "gen@operator.example", Role: staff.Support})
		o.must(err)
		if l := o.letter(issued.Account.ID); l.State() != staff.LetterWaiting {
			t.Errorf("before: %+v", l)
		}
		o.runs(r)
		o.runs(r)
		if l := o.letter(issued.Account.ID); l.State() != staff.LetterSent || !l.SentAt.Equal(o.now()) || l.Attempts != 1 {
			t.Errorf("after: %+v", l)
		}
		path, token := linkIn(t, to.mails[0])
		if to.count() != 1 || path != "/welcome/" || to.mails[0].To != "gen@operator.example" {
			t.Fatalf("%d mails, the first to %q, to %s", to.count(), to.mails[0].To, path)
		}
		_, err = o.Accept(t.Context(), token, "Gen Mori", firstPassword)
		o.must(err)

		// Later the person forgets the password.
		o.must(o.Forgot(t.Context(), "GEN@operator.example", "192.0.2.1"))
		o.must(o.Forgot(t.Context(), "nobody@operator.example", "192.0.2.1"))
		o.runs(r)
		path, token = linkIn(t, to.mails[len(to.mails)-1])
		if to.count() != 2 || path != "/reset/" {
			t.Fatalf("%d mails, the last to %s", to.count(), path)
		}
		_, err = o.Reset(t.Context(), token, secondPassword)
		o.must(err)
		_, err = o.SignIn(t.Context(), staff.Attempt{Email: "gen@operator.example", Password: secondPassword})
		o.must(err)
	})
}

func TestALetterForADisabledAccountDoesNotGo(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		o, to := newOffice(t, s), &post{}
		person := o.add("Aiko Sato", staff.Reviewer)
		o.asks(person.ID)
		_, err := o.Disable(t.Context(), o.admin, person.ID)
		o.must(err)
		o.runs(o.runner(to))
		_, err = o.Enable(t.Context(), o.admin, person.ID)
		o.must(err)
		o.runs(o.runner(to))
		if to.count() != 0 {
			t.Errorf("it went: %q", to.mails[0].Subject)
		}

		// One that is on its way when the account is disabled carries a link that opens nothing.
		o.asks(person.ID)
		to.before = func(outbox.Mail) {
			_, err := o.Disable(t.Context(), o.admin, person.ID)
			o.must(err)
		}
		o.runs(o.runner(to))
		if to.count() != 1 {
			t.Fatalf("%d mails", to.count())
		}
		if _, token := linkIn(t, to.mails[0]); o.opens(token) {
			t.Error("its link opens the disabled account")
		}
	})
}

func TestALetterThatWasReplacedDoesNotGo(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		o, to := newOffice(t, s), &post{}
		person := o.add("Aiko Sato", staff.Reviewer)
		o.asks(person.ID)
		o.pass(time.Minute)
		o.asks(person.ID)
		r := o.runner(to)
		o.runs(r)
		if to.count() != 1 {
			t.Fatalf("%d mails, want one", to.count())
		}
		o.pass(time.Minute)
		o.asks(person.ID)
		if _, token := linkIn(t, to.mails[0]); o.opens(token) {
			t.Error("the link is alive after another letter was asked for")
		}
		o.runs(r)
		if _, token := linkIn(t, to.mails[1]); !o.opens(token) {
			t.Error("the newest letter's link is dead")
		}
	})
}

// A letter is tried again for as long as its link would be good, and not longer.
func TestALetterIsTriedWhileItsLinkIsGood(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		o, to := newOffice(t, s), &post{err: errTrouble}
		r := o.runner(to)
		person := o.add("Aiko Sato", staff.Reviewer)
		o.asks(person.ID)
		attempts := 0
		to.before = func(outbox.Mail) { attempts++ }
		for range 3 * 60 {
			o.runs(r)
			o.pass(time.Minute)
		}
		l := o.letter(person.ID)
		if l.State() != staff.LetterFailed || !l.FailedAt.Before(l.ExpiresAt) || attempts != 6 || l.Attempts != attempts {
			t.Errorf("after three hours and %d attempts: %+v", attempts, l)
		}
		to.refuse(nil)
		o.asks(person.ID)
		o.runs(r)
		if _, token := linkIn(t, to.mails[0]); to.count() != 1 || !o.opens(token) {
			t.Errorf("sent again: %d mails", to.count())
		}

		// One that nobody could send in time is given up at the first look.
		o.pass(time.Hour)
		o.asks(person.ID)
		o.pass(time.Hour)
		o.runs(r)
		if l := o.letter(person.ID); to.count() != 1 || l.State() != staff.LetterFailed {
			t.Errorf("a letter that is too late: %d mails, %+v", to.count(), l)
		}
	})
}

func TestAnAddressThatDoesNotExistIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		o, to := newOffice(t, s), &post{err: fmt.Errorf("%w: no such mailbox", outbox.ErrPermanent)}
		person := o.add("Aiko Sato", staff.Reviewer)
		o.asks(person.ID)
		o.runs(o.runner(to))
		if l := o.letter(person.ID); l.State() != staff.LetterFailed || l.Attempts != 1 {
			t.Errorf("%+v", l)
		}
	})
}

// A process that dies after the mail server's answer sends the letter again, with a link of its own; that
// of the first opens nothing any more.
func TestALetterThatWentTwiceHasOneLink(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		o, to := newOffice(t, s), &post{}
		person := o.add("Aiko Sato", staff.Reviewer)
		o.asks(person.ID)
		dying := o.runner(to)
		dying.Store = losing{s}
		if err := dying.Once(t.Context()); err == nil {
			t.Fatal("it did not die")
		}
		o.pass(3 * time.Minute)
		o.runs(o.runner(to))
		if to.count() != 2 || to.mails[0].ID != to.mails[1].ID {
			t.Fatalf("%d mails", to.count())
		}
		_, first := linkIn(t, to.mails[0])
		_, second := linkIn(t, to.mails[1])
		if o.opens(first) || !o.opens(second) {
			t.Error("the second letter's link alone is alive")
		}
	})
}

// The same process remembers that it went, and does not end the link by making another.
func TestALetterThatWentIsRecordedLater(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		o, to := newOffice(t, s), &post{}
		person := o.add("Aiko Sato", staff.Reviewer)
		o.asks(person.ID)
		r := o.runner(to)
		r.Store = losing{s}
		for range 3 {
			if err := r.Once(t.Context()); err == nil {
				t.Fatal("no error from a store that hears nothing")
			}
		}
		r.Store = s
		o.runs(r)
		if _, token := linkIn(t, to.mails[0]); to.count() != 1 || !o.opens(token) || o.letter(person.ID).State() != staff.LetterSent {
			t.Errorf("%d mails, %+v", to.count(), o.letter(person.ID))
		}
	})
}

func TestSeveralRunnersSendALetterOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		o, to := newOffice(t, s), &post{}
		for i := range 5 {
			o.asks(o.add(fmt.Sprintf("Person %c", 'A'+i), staff.Reviewer).ID)
		}
		var looking sync.WaitGroup
		for range 4 {
			r := o.runner(to)
			looking.Go(func() {
				if err := r.Once(context.Background()); err != nil {
					t.Error(err)
				}
			})
		}
		looking.Wait()
		sent := map[string]int{}
		for _, m := range to.mails {
			sent[m.To]++
			if _, token := linkIn(t, m); !o.opens(token) {
				t.Errorf("the link for %s is dead", m.To)
			}
		}
		if len(sent) != 5 || to.count() != 5 {
			t.Errorf("mails %v, want one each", sent)
		}
	})
}

// What became of a letter stands in the log under the account.
func TestLettersAreLogged(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, s *db.Store) {
		o, to := newOffice(t, s), &post{}
		kept := &keeping{Store: s}
		r := o.runner(to)
		r.Store = kept
		one, two := o.add("Aiko Sato", staff.Reviewer), o.add("Ben Mori", staff.Reviewer)
		o.asks(one.ID)
		o.runs(r)
		to.refuse(outbox.ErrPermanent)
		o.asks(two.ID)
		o.runs(r)
		want := []string{
			"mail.sent mail.reset " + audit.StaffSubject(string(one.ID)),
			"mail.failed mail.reset " + audit.StaffSubject(string(two.ID)),
		}
		if got := strings.Join(kept.entries, "\n"); got != strings.Join(want, "\n") {
			t.Errorf("logged\n%s\nwant\n%s", got, strings.Join(want, "\n"))
		}
	})
}

// keeping is a store that remembers what it logs of parcels.
type keeping struct {
	outbox.Store
	entries []string
}

func (k *keeping) keep(e audit.Entry) {
	leaf, err := audit.Parse(e.Leaf)
	if err != nil {
		panic(err)
	}
	topic, _ := leaf.Public("topic")
	k.entries = append(k.entries, string(e.Act)+" "+topic+" "+e.Subject)
}

func (k *keeping) FinishParcel(ctx context.Context, id, by string, at time.Time, e audit.Entry) error {
	k.keep(e)
	return k.Store.FinishParcel(ctx, id, by, at, e)
}

func (k *keeping) DropParcel(ctx context.Context, id, by string, at time.Time, e audit.Entry) error {
	k.keep(e)
	return k.Store.DropParcel(ctx, id, by, at, e)
}
