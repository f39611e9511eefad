package review_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shinsa/audit"
	"shinsa/blob"
	"shinsa/db"
	"shinsa/db/dbtest"
	"shinsa/review"
	"shinsa/seal"
)

// onBoth runs a test with a desk on each database.
func onBoth(t *testing.T, f func(t *testing.T, d *desk)) {
	for name, url := range map[string]func(testing.TB) string{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f(t, newDeskOn(t, url(t)))
		})
	}
}

// left counts the keys, the files of images and the destructions that wait.
func (d *desk) left() (keys, files, waiting int) {
	d.t.Helper()
	d.must(d.keys.Each(ctx, func(seal.KeyID) error { keys++; return nil }))
	d.must(d.blobs.Each(ctx, func(string) error { files++; return nil }))
	open, err := d.store.Destructions(ctx, "", 1000)
	d.must(err)
	return keys, files, len(open)
}

// leaves reads the log entries of an act.
func (d *desk) leaves(act audit.Act) (all []audit.Leaf) {
	d.t.Helper()
	driver, dsn := "sqlite", d.file
	if strings.HasPrefix(d.file, "postgres") {
		driver = "pgx"
	}
	file, err := sql.Open(driver, dsn)
	d.must(err)
	defer file.Close()
	rows, err := file.Query(`SELECT leaf FROM log_entries WHERE act = $1 ORDER BY at, id`, string(act))
	d.must(err)
	defer rows.Close()
	for rows.Next() {
		var b []byte
		d.must(rows.Scan(&b))
		leaf, err := audit.Parse(b)
		d.must(err)
		all = append(all, leaf)
	}
	d.must(rows.Err())
	return all
}

// said is what a leaf says in clear.
func said(l audit.Leaf, names ...string) string {
	var out []string
	for _, n := range names {
		if v, ok := l.Public(n); ok {
			out = append(out, n+"="+v)
		}
	}
	return strings.Join(out, " ")
}

// takesEffect lets a decision take effect in the store.
func (d *desk) takesEffect() {
	d.t.Helper()
	d.pass(11 * time.Second)
	d.must(d.SettleDue(ctx))
}

// paper is a submission with what its people know of it.
type paper struct {
	token string
	ref   review.Reference
	id    review.SubmissionID
}

// ends hands a submission in and lets it come to an end, or to another state.
func (d *desk) ends(state review.State) paper {
	d.t.Helper()
	token, ref := d.sent()
	switch state {
	case review.Approved:
		d.decided(reviewer, ref, review.Approve)
	case review.Rejected:
		d.decided(reviewer, ref, review.Reject, "cropped")
	case review.Resubmission, review.Expired:
		d.decided(reviewer, ref, review.Resubmit, "cropped")
	case review.Escalated:
		d.decided(reviewer, ref, review.Escalate)
	case review.Withdrawn:
		d.must(d.Withdraw(ctx, token))
	}
	s, err := d.store.Submission(ctx, review.SubmissionKey{Reference: ref})
	d.must(err)
	return paper{token, ref, s.ID}
}

func TestEndedSubmissionsAreErased(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *desk) {
		d.set.Retention = review.Retention{Approved: 400 * review.Day, Rejected: 200 * review.Day, Withdrawn: 100 * review.Day, Expired: 50 * review.Day}
		papers := map[review.State]paper{}
		for _, state := range []review.State{review.Approved, review.Rejected, review.Withdrawn, review.Expired, review.Escalated, review.Waiting} {
			papers[state] = d.ends(state)
		}
		d.takesEffect()
		began := d.now()
		figures := func() review.Figures {
			f, err := d.Figures(ctx, supervisor, review.FiguresQuery{From: began.Add(-review.Day), Until: began.Add(review.Day)})
			d.must(err)
			return f
		}
		before := figures()
		keys, files, _ := d.left()
		if keys != 6*4 || files != 6*8 {
			t.Fatalf("%d keys and %d files to begin with", keys, files)
		}

		erased := 0
		for _, step := range []struct {
			after time.Duration // since everything ended; the expired one closed 14 days later
			gone  review.State  // what goes then
		}{
			{64*review.Day - time.Minute, ""}, {64 * review.Day, review.Expired}, {100*review.Day - time.Minute, ""}, {100 * review.Day, review.Withdrawn},
			{200 * review.Day, review.Rejected}, {400 * review.Day, review.Approved}, {4000 * review.Day, ""},
		} {
			d.pass(began.Add(step.after).Sub(d.now()))
			n, err := d.EraseDue(ctx)
			d.must(err)
			want := review.Erased{}
			if step.gone != "" {
				want.Submissions, erased = 1, erased+1
			}
			if n != want {
				t.Errorf("after %v: erased %+v, want %+v", step.after, n, want)
			}
			if keys, files, waiting := d.left(); keys != 4*(6-erased) || files != 8*(6-erased) || waiting != 0 {
				t.Errorf("after %v: %d keys, %d files and %d destructions left", step.after, keys, files, waiting)
			}
			for state, p := range papers {
				gone := d.gone(p)
				switch {
				case state == step.gone && !gone:
					t.Errorf("after %v: the %s one is still there", step.after, state)
				case state != step.gone && gone:
					t.Errorf("after %v: the %s one has gone, too", step.after, state)
				}
			}
			if step.gone != "" {
				d.isErased(papers[step.gone], d.now())
				delete(papers, step.gone)
			}
		}
		sameFigures(t, "the figures afterwards", figures(), before)
		var log []string
		for _, leaf := range d.leaves(audit.Erased) {
			log = append(log, said(leaf, "what", "why", "state", "days"))
			if len(leaf.Facts) != 4 {
				t.Errorf("an entry says %v", leaf.Facts)
			}
		}
		want := []string{
			"what=submission why=retention state=expired days=50", "what=submission why=retention state=withdrawn days=100",
			"what=submission why=retention state=rejected days=200", "what=submission why=retention state=approved days=400",
		}
		if !slices.Equal(log, want) {
			t.Errorf("the log says %q", log)
		}
		if len(d.erased.all) != 4 {
			t.Errorf("the list of erasures: %+v", d.erased.all)
		}
		counts, err := d.store.Counts(ctx, d.now())
		d.must(err)
		if want := map[review.State]int{review.Waiting: 1, review.Escalated: 1}; !reflect.DeepEqual(counts.ByState, want) {
			t.Errorf("counted: %v, want %v", counts.ByState, want)
		}
	})
}

// gone says whether a lookup link opens nothing any more.
func (d *desk) gone(p paper) bool {
	_, err := d.OpenLink(ctx, p.token)
	if err != nil && !errors.Is(err, review.ErrNotFound) {
		d.t.Error(err)
	}
	return err != nil
}

// isErased checks what everybody is told of a submission that was erased at a time.
func (d *desk) isErased(p paper, at time.Time) {
	d.t.Helper()
	for what, f := range map[string]func() error{
		"review":  func() error { _, err := d.Review(ctx, reviewer, p.ref); return err },
		"image":   func() error { _, err := d.Image(ctx, reviewer, p.ref, "front", 1, review.SizeScreen); return err },
		"claim":   func() error { return d.Claim(ctx, reviewer, p.ref, false) },
		"purge":   func() error { return d.Purge(ctx, reviewer, p.ref, "front", 1) },
		"release": func() error { return d.Release(ctx, reviewer, p.ref) },
		"find":    func() error { _, err := d.FindReference(ctx, reviewer, p.ref); return err },
	} {
		var erased *review.ErasedError
		if err := f(); !errors.As(err, &erased) || !errors.Is(err, review.ErrErased) || !erased.At.Equal(at) || erased.Reference != p.ref {
			d.t.Errorf("%s of an erased submission: %v", what, err)
		}
	}
	v, err := d.Lookup(ctx, support, p.ref)
	if err != nil || !v.ErasedAt.Equal(at) || v.HasMail {
		d.t.Errorf("the telephone is told %+v, %v", v, err)
	}
	if err := d.ResendLink(ctx, support, p.ref); err == nil {
		d.t.Error("a link was sent again")
	}
	records, err := d.store.Decisions(ctx, p.id)
	d.must(err)
	for _, rec := range records {
		if v, err := d.AuditView(ctx, supervisor, rec.ID); err != nil || !v.Erased || !v.ErasedAt.Equal(at) || v.CanAudit {
			d.t.Errorf("the decision's page: %v", err)
		}
		if _, err := d.ReportMistake(ctx, reviewer, rec.ID, ""); !errors.Is(err, review.ErrErased) {
			d.t.Errorf("reporting: %v", err)
		}
	}
	id, err := d.Search(ctx, reviewer, "MARIA")
	d.must(err)
	rows, err := d.SearchResult(ctx, reviewer, id)
	d.must(err)
	for _, state := range review.States() {
		page, err := d.Queue(ctx, supervisor, review.QueueQuery{State: state, Sort: review.SortNewest})
		d.must(err)
		rows = append(rows, page.Rows...)
	}
	if slices.ContainsFunc(rows, func(r review.QueueRow) bool { return r.ID == p.id }) {
		d.t.Error("an erased submission is listed")
	}
	if n := d.salts(p.id); n != 0 {
		d.t.Errorf("%d salts are left", n)
	}
}

// salts counts the log entries that still speak of a submission.
func (d *desk) salts(id review.SubmissionID) (n int) {
	d.t.Helper()
	driver := "sqlite"
	if strings.HasPrefix(d.file, "postgres") {
		driver = "pgx"
	}
	file, err := sql.Open(driver, d.file)
	d.must(err)
	defer file.Close()
	d.must(file.QueryRow(`SELECT count(*) FROM log_entries WHERE subject = $1`, string(id)).Scan(&n))
	return n
}

func TestImagesAreErasedBeforeTheRest(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *desk) {
		d.set.Retention = review.Retention{Images: 90 * review.Day, Approved: 1000 * review.Day}
		p, other := d.ends(review.Approved), d.ends(review.Escalated)
		d.takesEffect()
		records, err := d.store.Decisions(ctx, p.id)
		d.must(err)
		d.must(d.Purge(ctx, reviewer, p.ref, "back", 1)) // by a person, before its period is over
		erase := func(after time.Duration, want int) {
			t.Helper()
			d.pass(after)
			if n, err := d.EraseDue(ctx); err != nil || n != (review.Erased{Images: want}) {
				t.Fatalf("erased %+v, %v; want %d images", n, err, want)
			}
		}
		erase(90*review.Day-12*time.Second, 0)
		erase(12*time.Second, 1)
		erase(0, 0)

		v, err := d.Review(ctx, reviewer, p.ref)
		d.must(err)
		for _, i := range v.Round.Images {
			if want := map[string]int{"front": 90, "back": 0}[i.Side]; !i.Purged || i.KeptDays != want {
				t.Errorf("%s: purged %v after %d days, want %d", i.Side, i.Purged, i.KeptDays, want)
			}
		}
		if v.Round.Erased || v.Round.Fields["name"] != identity["name"] {
			t.Error("what was typed has gone, too")
		}
		if _, err := d.Image(ctx, reviewer, p.ref, "front", 0, review.SizeScreen); !errors.Is(err, review.ErrErased) {
			t.Errorf("the image: %v", err)
		}
		if _, err := d.LinkImage(ctx, p.token, "front", 0); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("the applicant's image: %v", err)
		}
		link, err := d.OpenLink(ctx, p.token)
		if err != nil || len(link.Images) != 2 || link.Images[1].KeptDays != 90 {
			t.Errorf("the applicant sees %+v, %v", link, err)
		}
		if a, err := d.AuditView(ctx, supervisor, records[0].ID); err != nil || a.Erased || !a.Round.Images[1].Purged {
			t.Errorf("the decision's page: %v", err)
		}
		if page, err := d.AuditList(ctx, supervisor, review.DecisionQuery{}); err != nil || len(page.Purges) != 0 {
			t.Errorf("told as purged: %+v, %v", page.Purges, err)
		}
		for _, rec := range must(d.store.Decisions(ctx, p.id))(t) {
			for _, i := range rec.Images {
				if i.Digest != nil {
					t.Errorf("the digest of %s is left", i.Side)
				}
			}
		}
		leaves := d.leaves(audit.ImageErased)
		if len(leaves) != 1 || said(leaves[0], "why", "state", "days") != "why=retention state=approved days=90" {
			t.Errorf("the log says %+v", leaves)
		}
		if keys, files, waiting := d.left(); keys != 4*2-2 || files != 8*2-8 || waiting != 0 {
			t.Errorf("%d keys, %d files and %d destructions left", keys, files, waiting)
		}
		if n := len(d.erased.all); n != 2 || d.erased.all[0].By != reviewer.ID || d.erased.all[1].KeptDays != 90 || d.erased.all[1].Submission != p.id {
			t.Errorf("the list of erasures: %+v", d.erased.all)
		}

		// It is reopened, sent again and approved again: the period of the new images begins then.
		d.must(d.AuditDecision(ctx, supervisor, records[0].ID, review.VerdictForm{Verdict: review.Overturn, Severity: review.Major, Note: "look again"}))
		erase(500*review.Day, 0)
		d.decided(reviewer2, p.ref, review.Resubmit, "cropped")
		d.takesEffect()
		d.must(d.SaveIdentity(ctx, p.token, "en", identity))
		d.must(d.AddImage(ctx, p.token, "front", "front.jpg", picture(5)))
		d.must(d.AddImage(ctx, p.token, "back", "back.jpg", picture(6)))
		d.must(d.Submit(ctx, p.token, "en", ""))
		erase(0, 0)
		d.decided(reviewer3, p.ref, review.Approve)
		d.takesEffect()
		erase(90*review.Day-time.Minute, 0)
		erase(time.Minute, 2)
		if d.gone(p) || d.gone(other) {
			t.Error("a link has gone")
		}
	})
}

// reviewer3 has decided nothing before.
var reviewer3 = review.Actor{ID: "reviewer-3", Role: "reviewer", Name: "Fuyu", Session: "s6"}

// must returns a value that was to be had without an error.
func must[T any](v T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestErasingByHand(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *desk) {
		d.set.Retention = review.Retention{}
		for _, state := range []review.State{review.Waiting, review.Approved, review.Resubmission} {
			p := d.ends(state)
			if state != review.Approved { // that one's decision is pending
				d.takesEffect()
			}
			d.pass(time.Minute)
			at := d.now()
			d.must(d.Erase(ctx, p.id))
			d.pass(time.Minute)
			d.must(d.Erase(ctx, p.id))
			d.must(d.SettleDue(ctx))
			if !d.gone(p) {
				t.Errorf("the %s one is still there", state)
			}
			d.isErased(p, at)
		}
		if keys, files, waiting := d.left(); keys+files+waiting != 0 {
			t.Errorf("%d keys, %d files and %d destructions left", keys, files, waiting)
		}
		leaves := d.leaves(audit.Erased)
		if len(leaves) != 3 || said(leaves[0], "what", "why") != "what=submission why=by-hand" {
			t.Errorf("the log says %+v", leaves)
		}
		if err := d.Erase(ctx, "none"); !errors.Is(err, review.ErrNotFound) {
			t.Errorf("one that is not there: %v", err)
		}
	})
}

// What goes on failing.
var errBroken = errors.New("broken")

// breaking counts the steps of an erasure, and lets one of them fail.
type breaking struct {
	at   int64 // which one fails, from 1; 0 for none
	n    atomic.Int64
	with error
}

func (b *breaking) step() error {
	if b.n.Add(1) == b.at {
		return b.with
	}
	return nil
}

type breakingStore struct {
	review.Store
	*breaking
	after bool // fails when it has been written
}

func (s breakingStore) Write(ctx context.Context, f func(review.Tx) error) error {
	if !s.after {
		if err := s.step(); err != nil {
			return err
		}
	}
	if err := s.Store.Write(ctx, f); err != nil || !s.after {
		return err
	}
	return s.step()
}

type breakingKeys struct {
	seal.KeyStore
	*breaking
}

func (k breakingKeys) Delete(ctx context.Context, id seal.KeyID) error {
	if err := k.step(); err != nil {
		return err
	}
	return k.KeyStore.Delete(ctx, id)
}

type breakingBlobs struct {
	review.Blobs
	*breaking
}

func (b breakingBlobs) Delete(ctx context.Context, name string) error {
	if err := b.step(); err != nil {
		return err
	}
	return b.Blobs.Delete(ctx, name)
}

type breakingList struct {
	review.Erasures
	*breaking
}

func (l breakingList) Add(ctx context.Context, e review.Erasure) error {
	if err := l.step(); err != nil {
		return err
	}
	return l.Erasures.Add(ctx, e)
}

// broken is a second desk on the same store, of which one step fails; of the transactions alone, and when
// they have been committed, if it fails after them.
func (d *desk) broken(b *breaking, after bool) *review.Desk {
	d.t.Helper()
	parts := d.Parts
	parts.Store = breakingStore{d.store, b, after}
	if after {
		broken, err := review.NewDesk(parts)
		d.must(err)
		return broken
	}
	parts.Keys = seal.Open(d.master, breakingKeys{d.keys, b}, seal.Options{})
	parts.Blobs = breakingBlobs{blob.ForDesk{Store: d.blobs}, b}
	parts.Erasures = breakingList{&d.erased, b}
	broken, err := review.NewDesk(parts)
	d.must(err)
	return broken
}

// Whatever fails in the middle of erasing, and at whatever step a crash comes, the next run does the rest:
// nothing of what was begun stays, and all of it stands on the list.
func TestErasingIsFinishedWhateverFails(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.set.Retention = review.Retention{Images: 2 * review.Day, Rejected: review.Day}
	front := picture(1)
	// small hands in one picture and lets it be decided.
	small := func(o review.Outcome, reasons ...string) paper {
		token, err := d.StartDraft(ctx, "resident-card", "en", "")
		d.must(err)
		d.must(d.SaveIdentity(ctx, token, "en", identity))
		d.must(d.AddImage(ctx, token, "front", "front.jpg", front))
		d.must(d.Submit(ctx, token, "en", ""))
		v := must(d.OpenLink(ctx, token))(t)
		if o != "" {
			d.decided(reviewer, v.Reference, o, reasons...)
		}
		return paper{token, v.Reference, must(d.store.Submission(ctx, review.SubmissionKey{Reference: v.Reference}))(t).ID}
	}
	faults := []error{errBroken, review.ErrBusy, seal.ErrUnavailable}
	for _, after := range []bool{false, true} {
		for step := 1; !t.Failed(); step++ {
			d.erased.all = nil
			images, all, purged := small(review.Approve), small(review.Reject, "cropped"), small("")
			d.takesEffect()
			b := &breaking{at: int64(step), with: faults[step%len(faults)]}
			what := fmt.Sprintf("%v at step %d, after it: %v", b.with, step, after)
			broken := d.broken(b, after)
			err := broken.Purge(ctx, reviewer, purged.ref, "front", 1)
			d.pass(2 * review.Day)
			_, err2 := broken.EraseDue(ctx)
			failed := b.n.Load() >= b.at
			if err = errors.Join(err, err2); failed == (err == nil) {
				t.Errorf("%s: the error is %v", what, err)
			}
			// The next run, or for what a person purges asking again.
			d.must(d.Purge(ctx, reviewer, purged.ref, "front", 1))
			if _, err := d.EraseDue(ctx); err != nil {
				t.Errorf("%s: the next run: %v", what, err)
			}
			if !d.gone(all) || d.gone(images) {
				t.Errorf("%s: gone are %v and %v", what, d.gone(all), d.gone(images))
			}
			if keys, files, waiting := d.left(); keys != 2*2 || files != 0 || waiting != 0 {
				t.Errorf("%s: %d keys, %d files and %d destructions left", what, keys, files, waiting)
			}
			listed := map[review.SubmissionID]map[review.ImageID]bool{images.id: {}, all.id: {}, purged.id: {}}
			for _, e := range d.erased.all {
				listed[e.Submission][e.Image] = true
			}
			if !listed[all.id][""] || len(listed[images.id]) != 1 || len(listed[purged.id]) != 1 || listed[images.id][""] || listed[purged.id][""] {
				t.Errorf("%s: listed are %v", what, listed)
			}
			d.must(d.Erase(ctx, images.id))
			d.must(d.Erase(ctx, purged.id))
			if !failed {
				break
			}
		}
	}
}

func TestAPurgeStandsOnTheListOrIsNotConfirmed(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	_, ref := d.sent()
	d.erased.fail = review.ErrBusy
	if err := d.Purge(ctx, reviewer, ref, "back", 0); !errors.Is(err, review.ErrBusy) {
		t.Fatalf("with a list that cannot be written: %v", err)
	}
	if keys, files, waiting := d.left(); keys != 3 || files != 4 || waiting != 1 {
		t.Errorf("%d keys, %d files and %d destructions left", keys, files, waiting)
	}
	if err := d.Purge(ctx, reviewer2, ref, "back", 0); !errors.Is(err, review.ErrBusy) {
		t.Errorf("again: %v", err)
	}
	d.erased.fail = nil
	d.must(d.Purge(ctx, reviewer2, ref, "back", 0))
	if _, _, waiting := d.left(); waiting != 0 || len(d.erased.all) != 1 || d.erased.all[0].By != reviewer.ID || d.erased.all[0].Image == "" {
		t.Errorf("%d destructions left, the list is %+v", waiting, d.erased.all)
	}
	if n := len(d.leaves(audit.ImagePurged)); n != 1 {
		t.Errorf("%d entries in the log", n)
	}
}

// Two processes erase each thing once, and none stops at what the other one did.
func TestTwoEraseAtOnce(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *desk) {
		d.set.Retention = review.Retention{Withdrawn: review.Day}
		const n = 230 // more than two batches
		for range n {
			token, err := d.StartDraft(ctx, "resident-card", "en", "")
			d.must(err)
			d.must(d.Withdraw(ctx, token))
		}
		d.pass(review.Day)
		url := d.file
		if !strings.HasPrefix(url, "postgres") {
			url = "sqlite:" + url
		}
		var both sync.WaitGroup
		var erased atomic.Int64
		for range 2 {
			store := dbtest.Open(t, url, db.Options{Now: d.now, Timeout: time.Minute})
			parts := d.Parts
			parts.Store = store
			one, err := review.NewDesk(parts)
			d.must(err)
			both.Go(func() {
				got, err := one.EraseDue(ctx)
				if err != nil {
					t.Error(err)
				}
				erased.Add(int64(got.Submissions))
			})
		}
		both.Wait()
		if _, err := d.EraseDue(ctx); err != nil {
			t.Error(err)
		}
		if got := len(d.leaves(audit.Erased)); got != n || erased.Load() > n {
			t.Errorf("%d entries in the log, and both say that they erased %d of %d", got, erased.Load(), n)
		}
		if keys, files, waiting := d.left(); keys+files+waiting != 0 {
			t.Errorf("%d keys, %d files and %d destructions left", keys, files, waiting)
		}
	})
}

// stopping ends a context after so many transactions.
type stopping struct {
	review.Store
	n    atomic.Int64
	stop context.CancelFunc
}

func (s *stopping) Write(ctx context.Context, f func(review.Tx) error) error {
	if s.n.Add(-1) == 0 {
		s.stop()
	}
	return s.Store.Write(ctx, f)
}

func TestErasingEndsWithItsContext(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	const n = 12
	for range n {
		_, err := d.StartDraft(ctx, "resident-card", "en", "")
		d.must(err)
	}
	d.pass(8 * review.Day)
	short, stop := context.WithCancel(ctx)
	defer stop()
	parts := d.Parts
	s := &stopping{Store: d.store, stop: stop}
	s.n.Store(9)
	parts.Store = s
	one, err := review.NewDesk(parts)
	d.must(err)
	first, err := one.EraseDue(short)
	if !errors.Is(err, context.Canceled) || first.Drafts < 4 || first.Drafts > 5 {
		t.Errorf("erased %+v, %v", first, err)
	}
	second, err := d.EraseDue(ctx)
	if err != nil || first.Drafts+second.Drafts != n {
		t.Errorf("then %+v, %v", second, err)
	}
	if keys, files, waiting := d.left(); keys+files+waiting != 0 {
		t.Errorf("%d keys, %d files and %d destructions left", keys, files, waiting)
	}
}

// One that cannot be erased holds up no other.
func TestOneThatFailsHoldsUpNoOther(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	for range 5 {
		_, err := d.StartDraft(ctx, "resident-card", "en", "")
		d.must(err)
	}
	d.pass(8 * review.Day)
	n, err := d.broken(&breaking{at: 1, with: errBroken}, false).EraseDue(ctx)
	if !errors.Is(err, errBroken) || n.Drafts != 5 { // the second time it was asked it went
		t.Errorf("erased %+v, %v", n, err)
	}
}

func TestErasingAgain(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, d *desk) {
		whole, purged, aged := d.ends(review.Waiting), d.ends(review.Waiting), d.ends(review.Waiting)
		at := d.now().Add(-time.Hour)
		image := func(p paper, side string) review.ImageID {
			for _, i := range must(d.store.Images(ctx, p.id, 1))(t) {
				if i.Side == side {
					return i.Image.ID
				}
			}
			t.Fatalf("no %s", side)
			return ""
		}
		list := []review.Erasure{
			{Submission: whole.id},
			{Submission: purged.id, Image: image(purged, "back"), At: at, By: reviewer.ID},
			{Submission: aged.id, Image: image(aged, "back"), At: at, KeptDays: 7},
		}
		for range 2 {
			for _, e := range list {
				d.must(d.EraseAgain(ctx, e))
			}
			if keys, files, waiting := d.left(); keys != 2*3 || files != 2*4 || waiting != 0 {
				t.Errorf("%d keys, %d files and %d destructions left", keys, files, waiting)
			}
			if len(d.erased.all) != 3 {
				t.Errorf("the list: %+v", d.erased.all)
			}
		}
		d.isErased(whole, d.now())
		page := must(d.AuditList(ctx, supervisor, review.DecisionQuery{}))(t)
		if len(page.Purges) != 1 || page.Purges[0].By != reviewer.ID || !page.Purges[0].At.Equal(at) {
			t.Errorf("told as purged: %+v", page.Purges)
		}
		for act, want := range map[audit.Act]string{audit.Erased: "what=submission why=restored", audit.ImagePurged: "why=restored", audit.ImageErased: "why=restored"} {
			if leaves := d.leaves(act); len(leaves) != 1 || said(leaves[0], "what", "why") != want {
				t.Errorf("%s in the log: %+v", act, leaves)
			}
		}
		// The row says when it was destroyed first, and the log when again.
		if err := d.sound(); err != nil {
			t.Errorf("the log and what was destroyed again: %v", err)
		}
		for _, e := range []review.Erasure{{Submission: "none"}, {Submission: purged.id, Image: "none"}, {Submission: "none", Image: "none"}} {
			if err := d.EraseAgain(ctx, e); !errors.Is(err, review.ErrNotFound) {
				t.Errorf("%+v: %v, want ErrNotFound", e, err)
			}
		}
		d.must(d.EraseAgain(ctx, review.Erasure{Submission: whole.id, Image: list[1].Image})) // where all is erased, no image is looked for
	})
}
