package outbox_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"shinsa/audit"
	"shinsa/db"
	"shinsa/desktest"
	"shinsa/outbox"
	"shinsa/review"
	"shinsa/views/words"
)

// desk is a desk on a real store with a wall clock and a monotonic one that only the test moves.
type desk struct {
	*review.Desk
	t     *testing.T
	store *db.Store
	file  string // of the store
	words *words.Catalogue

	mu   sync.Mutex
	wall time.Time
	mono time.Duration
}

var (
	start    = time.Date(2026, 5, 11, 3, 0, 0, 0, time.UTC)
	reviewer = review.Actor{ID: "reviewer-1", Role: "reviewer", Name: "Aiko", Session: "s1"}
	operator = review.Operator{Name: "Hoshizora Mobile", Contact: "0120-000-000", DeskHours: "9:00–17:00", Purpose: "to test"}
)

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{t: t, wall: start}
	set := review.DefaultSettings()
	set.Operator, set.MailPromised = operator, true
	d.file = filepath.Join(t.TempDir(), "test.db")
	whole := desktest.New(t, desktest.Options{Database: "sqlite:" + d.file, Now: d.now, Settings: func() review.Settings { return set }})
	d.Desk, d.store, d.words = whole.Desk, whole.Store, whole.Words
	return d
}

func newID() string { return desktest.NewID() }

var recorder = &audit.Recorder{NewID: newID, Salt: func() ([]byte, error) {
	b := make([]byte, audit.SaltSize)
	_, err := rand.Read(b)
	return b, err
}}

func (d *desk) must(err error) {
	d.t.Helper()
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d *desk) now() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.wall
}

func (d *desk) monotonic() time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.mono
}

// pass lets time go by on both clocks.
func (d *desk) pass(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wall, d.mono = d.wall.Add(by), d.mono+by
}

// jump sets the wall clock alone, as an administrator or a bad time server does.
func (d *desk) jump(by time.Duration) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.wall = d.wall.Add(by)
}

// picture is a small JPEG.
var picture = sync.OnceValue(func() []byte {
	img := image.NewRGBA(image.Rect(0, 0, 800, 500))
	for y := range 500 {
		for x := range 800 {
			img.Set(x, y, color.RGBA{uint8(x), uint8(y), uint8(x ^ y), 255})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		panic(err)
	}
	return b.Bytes()
})

// identity is what the applicant types.
var identity = map[string]string{
	"name": "MARIA SANTOS CRUZ", "address": "東京都新宿区西新宿2-8-1", "room": "405", "birth_date": "1990/4/1",
	"number": "AB12345678CD", "expires_on": "2031-05-20", "back_notes": "no", "email": "maria@example.org",
}

// sent takes a submission through intake.
func (d *desk) sent(lang string) (token string, ref review.Reference) {
	d.t.Helper()
	ctx := d.t.Context()
	token, err := d.StartDraft(ctx, "resident-card", lang, "")
	d.must(err)
	d.must(d.SaveIdentity(ctx, token, lang, identity))
	d.must(d.AddImage(ctx, token, "front", "front.jpg", picture()))
	d.must(d.Submit(ctx, token, lang, ""))
	v, err := d.OpenLink(ctx, token)
	d.must(err)
	return token, v.Reference
}

// decided lets the reviewer claim and decide.
func (d *desk) decided(ref review.Reference, o review.Outcome, reasons ...string) review.DecisionID {
	d.t.Helper()
	ctx := d.t.Context()
	d.must(d.Claim(ctx, reviewer, ref, false))
	v, err := d.Review(ctx, reviewer, ref)
	d.must(err)
	f := review.DecisionForm{Outcome: o, Answers: review.Answers{}, Reasons: reasons, Seen: v.Version}
	for _, item := range v.Kind.Checklist {
		f.Answers[item.ID] = review.Yes
	}
	id, err := d.Decide(ctx, reviewer, ref, f)
	d.must(err)
	return id
}

// post is a mailer that keeps what it is given, or refuses it.
type post struct {
	mu    sync.Mutex
	mails []outbox.Mail
	err   error
	// before is called while a mail is on its way.
	before func(outbox.Mail)
}

func (p *post) Send(_ context.Context, m outbox.Mail) error {
	if p.before != nil {
		p.before(m)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.err != nil {
		return p.err
	}
	p.mails = append(p.mails, m)
	return nil
}

func (p *post) refuse(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.err = err
}

// count says how many mails came.
func (p *post) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.mails)
}

// operatorIn is the operator in the words of a language.
func operatorIn(lang string) review.Operator {
	op := operator
	op.Name = operator.Name + " " + lang
	return op
}

func (d *desk) composer() outbox.Composer {
	return outbox.Composer{
		Words: d.words, PublicURL: "https://desk.example", Operator: operatorIn,
		Zone: func() *time.Location { return time.FixedZone("JST", 9*60*60) },
	}
}

// runner is what a server's process has; another one is what it has after a restart.
func (d *desk) runner(to outbox.Mailer) *outbox.Runner {
	return &outbox.Runner{
		Store: d.store, Desk: d, Composer: d.composer(), Mailer: to, Recorder: recorder,
		Log: slog.New(slog.DiscardHandler), Name: newID(), Hold: 10 * time.Second, Now: d.now, Mono: d.monotonic,
	}
}

// runs looks once.
func (d *desk) runs(r *outbox.Runner) {
	d.t.Helper()
	d.must(r.Once(d.t.Context()))
}

// parcels returns the outcome's parcels of a submission; the others are sent at once.
func (d *desk) parcels(ref review.Reference) (out []review.Parcel) {
	d.t.Helper()
	s, err := d.store.Submission(d.t.Context(), review.SubmissionKey{Reference: ref})
	d.must(err)
	all, err := d.store.Parcels(d.t.Context(), s.ID)
	d.must(err)
	for _, p := range all {
		if p.Topic == review.TopicOutcome {
			out = append(out, p)
		}
	}
	return out
}

var errTrouble = errors.New("the mail server is in trouble")
