package handlers

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"shinsa/db"
	"shinsa/live"
	"shinsa/review"
	"shinsa/staff"
)

// quick lets streams do in milliseconds what they do in seconds.
func quick(c *Config) {
	c.pace = pace{feed: 2 * time.Millisecond, beat: 100 * time.Millisecond, look: 10 * time.Millisecond}
}

// following is a stream that somebody reads.
type following struct {
	t     testing.TB
	lines *bufio.Scanner
	close func()
}

// event is one event of a stream.
type event struct {
	name, id string
	told     told
}

// follow opens a stream from a moment on.
func (b *browser) follow(after string) *following {
	b.t.Helper()
	f, status := b.tryFollow(after)
	if f == nil {
		b.t.Fatalf("the stream answers %d", status)
	}
	return f
}

// tryFollow returns nil and the status when there is no stream.
func (b *browser) tryFollow(after string) (*following, int) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 40*time.Second)
	b.t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, b.url+eventsPath, nil)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Accept", eventStream)
	req.Header.Set("Sec-Fetch-Dest", "empty")
	if after != "" {
		req.Header.Set("Last-Event-ID", after)
	}
	client := *b.client
	client.Timeout = 0
	res, err := client.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { _ = res.Body.Close() })
	if res.StatusCode != http.StatusOK {
		return nil, res.StatusCode
	}
	for name, want := range map[string]string{"Content-Type": eventStream, "X-Accel-Buffering": "no", "Cache-Control": "no-store"} {
		if got := res.Header.Get(name); got != want {
			b.t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	return &following{b.t, bufio.NewScanner(res.Body), func() { _ = res.Body.Close() }}, res.StatusCode
}

// next reads the next event; false at the end of the stream.
func (f *following) next() (event, bool) {
	f.t.Helper()
	var e event
	for f.lines.Scan() {
		name, value, _ := strings.Cut(f.lines.Text(), ": ")
		switch name {
		case "event":
			e.name = value
		case "id":
			e.id = value
		case "data":
			if err := json.Unmarshal([]byte(value), &e.told); err != nil {
				f.t.Fatalf("%q: %v", value, err)
			}
		case "":
			return e, true
		}
	}
	return e, false
}

// until reads until something is told of a submission that is so.
func (f *following) until(ref review.Reference, is func(toldRow) bool) (toldRow, event) {
	f.t.Helper()
	for {
		e, ok := f.next()
		if !ok {
			f.t.Fatalf("the stream ended: %v", f.lines.Err())
		}
		for _, r := range e.told.Rows {
			if r.Ref == string(ref) && is(r) {
				return r, e
			}
		}
	}
}

func (f *following) ended() bool {
	for {
		if _, ok := f.next(); !ok {
			return true
		}
	}
}

// TestAStreamTellsWhatOthersDo: a claim, a decision once it is in effect, a withdrawal, with the counts.
func TestAStreamTellsWhatOthersDo(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t, quick)
	ctx := t.Context()
	ref, _ := d.submission()
	now := eventID(d.clock.now())
	mine, others := d.as("reviewer").follow(now), d.as("reviewer2").follow(now)
	if e, ok := mine.next(); !ok || e.told.Counts["waiting"] != 1 || e.id == "" {
		t.Fatalf("the first event: %+v", e)
	}
	if err := d.desk.Claim(ctx, d.actor("reviewer"), ref, false); err != nil {
		t.Fatal(err)
	}
	held := func(r toldRow) bool { return r.Until != "" }
	if r, _ := mine.until(ref, held); !r.Mine || r.Until != "10:10" {
		t.Errorf("the holder is told %+v", r)
	}
	if r, _ := others.until(ref, held); r.Mine || r.Holder != "Aiko Sato" || r.State != "waiting" || r.Kind != "resident-card" {
		t.Errorf("a colleague is told %+v", r)
	}
	d.decision("reviewer", ref, review.DecisionForm{Outcome: review.Approve})
	d.settle()
	if r, e := others.until(ref, func(r toldRow) bool { return r.State != "waiting" }); r.State != "approved" || r.Holder != "" || e.told.Counts["waiting"] != 0 || e.told.Counts["approved"] != 1 {
		t.Errorf("a colleague is told %+v, %v", r, e.told.Counts)
	}
	next, token := d.submission()
	others.until(next, func(r toldRow) bool { return r.State == "waiting" })
	if err := d.desk.Recall(ctx, token); err != nil {
		t.Fatal(err)
	}
	if r, _ := others.until(next, func(r toldRow) bool { return r.State != "waiting" }); r != (toldRow{Ref: string(next), State: goneState}) {
		t.Errorf("of what is a draft again is told %+v", r)
	}
}

// TestAStreamTellsForWhomItIsKept: everybody hears for whom a submission is kept, and that one that it is for him.
func TestAStreamTellsForWhomItIsKept(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t, quick)
	ctx := t.Context()
	ref, _ := d.submission()
	if err := d.desk.Claim(ctx, d.actor("reviewer"), ref, false); err != nil {
		t.Fatal(err)
	}
	now := eventID(d.clock.now())
	his, others := d.as("reviewer2").follow(now), d.as("supervisor").follow(now)
	if err := d.desk.HandOver(ctx, d.actor("reviewer"), ref, d.actor("reviewer2").ID, "a word with it"); err != nil {
		t.Fatal(err)
	}
	kept := func(r toldRow) bool { return r.Kept != "" }
	if r, _ := his.until(ref, kept); !r.ForMe || r.Kept != "Ben Mori" || r.Until != "10:10" || r.Holder != "" || r.Mine {
		t.Errorf("he is told %+v", r)
	}
	if r, _ := others.until(ref, kept); r.ForMe || r.Kept != "Ben Mori" {
		t.Errorf("a colleague is told %+v", r)
	}
	if err := d.desk.Claim(ctx, d.actor("reviewer2"), ref, false); err != nil {
		t.Fatal(err)
	}
	if r, _ := his.until(ref, func(r toldRow) bool { return r.Mine }); r.ForMe || r.Kept != "" {
		t.Errorf("once he holds it he is told %+v", r)
	}
}

// TestNothingPersonalIsTold: what applicants typed is in no event, nor is a note, and the log has none of it.
func TestNothingPersonalIsTold(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t, quick)
	ref, _ := d.approved()
	b := d.as("supervisor")
	b.header.Set("Accept", "application/json")
	for _, path := range []string{eventsPath + "?after=1", eventsPath + "?after=" + eventID(testStart), eventsPath + "?refs=" + string(ref)} {
		a := b.get(path).is(http.StatusOK)
		sp, _ := testSpecimen()
		for _, typed := range sp.Truth.Typed {
			if len(typed) > 3 {
				a.hasNone(typed)
			}
		}
		a.hasNone("looked twice", "applicant@", "reviewer@", string(d.people["reviewer"].ID))
	}
}

// TestAskingInsteadOfFollowing: the same in one answer, since a moment or of some submissions.
func TestAskingInsteadOfFollowing(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t, quick)
	ref, _ := d.submission()
	if err := d.desk.Claim(t.Context(), d.actor("reviewer"), ref, false); err != nil {
		t.Fatal(err)
	}
	d.clock.pass(time.Minute)
	ask := func(name, query string) told {
		t.Helper()
		a := d.as(name).get(eventsPath + query).is(http.StatusOK)
		var got told
		if err := json.Unmarshal([]byte(a.body), &got); err != nil || !strings.HasPrefix(a.header.Get("Content-Type"), "application/json") {
			t.Fatalf("%s: %v", a.body, err)
		}
		return got
	}
	for _, query := range []string{"?after=" + eventID(testStart), "?refs=" + string(ref), "?refs=ZZZZ-ZZZZ,nonsense," + strings.ToLower(string(ref))} {
		if got := ask("reviewer", query); len(got.Rows) != 1 || !got.Rows[0].Mine || got.ID != eventID(d.clock.now()) || got.Missed || got.Counts["waiting"] != 1 {
			t.Errorf("%s: %+v", query, got)
		}
	}
	for _, query := range []string{"", "?after=0", "?after=nonsense", "?after=-5", "?after=99999999999999999999", "?after=" + eventID(d.clock.now().Add(time.Hour))} {
		if got := ask("reviewer", query); len(got.Rows) != 0 || !got.Missed {
			t.Errorf("%q: %+v, want to be told that something was missed", query, got)
		}
	}
	if got := ask("reviewer2", "?after="+eventID(d.clock.now())); len(got.Rows) != 0 || got.Missed {
		t.Errorf("nothing happened since: %+v", got)
	}
	refs := strings.Repeat(string(ref)+",", 500)
	if got := ask("reviewer2", "?refs="+refs); len(got.Rows) != 1 {
		t.Errorf("asked 500 times for one: %d rows", len(got.Rows))
	}
}

// TestAStreamGoesOnAtAnyServer: the id of the last event is enough, also for a server that has just been started.
func TestAStreamGoesOnAtAnyServer(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t, quick)
	ref, _ := d.submission()
	f := d.as("reviewer2").follow(eventID(d.clock.now()))
	last, _ := f.next()
	if err := d.stop(5 * time.Second); err != nil {
		t.Fatal(err)
	}
	if !f.ended() {
		t.Error("the stream goes on without a server")
	}
	d.clock.pass(time.Minute)
	if err := d.desk.Claim(t.Context(), d.actor("reviewer"), ref, false); err != nil {
		t.Fatal(err)
	}
	d.clock.pass(2 * time.Minute)
	d.serve([]func(*Config){quick})
	again := d.as("reviewer2").follow(last.id)
	if r, _ := again.until(ref, func(r toldRow) bool { return true }); r.Holder != "Aiko Sato" {
		t.Errorf("told %+v of what happened meanwhile", r)
	}
}

// TestAStreamEndsWithItsSession, whatever ends it, and keeps none alive.
func TestAStreamEndsWithItsSession(t *testing.T) {
	t.Parallel()
	for name, ends := range map[string]func(d *testDesk, b *browser){
		"signed out": func(d *testDesk, b *browser) { b.post("/logout", nil).is(http.StatusSeeOther) },
		"disabled": func(d *testDesk, b *browser) {
			if _, err := d.staff.Disable(context.Background(), staff.CommandLine(), d.people["reviewer"].ID); err != nil {
				d.t.Error(err)
			}
		},
		"another role": func(d *testDesk, b *browser) {
			if _, err := d.staff.ChangeRole(context.Background(), staff.CommandLine(), d.people["reviewer"].ID, staff.Support); err != nil {
				d.t.Error(err)
			}
		},
		"unused for half an hour": func(d *testDesk, b *browser) { d.clock.pass(31 * time.Minute) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newTestDesk(t, quick)
			b := d.as("reviewer")
			f := b.follow(eventID(d.clock.now()))
			if e, _ := f.next(); e.name != "" {
				t.Fatalf("first %+v", e)
			}
			for range 3 { // it is asked now and then, which is no use
				e, ok := f.next()
				if !ok || e.name != "" {
					t.Fatalf("ended before its session: %+v", e)
				}
				d.clock.pass(time.Minute)
				b.get(eventsPath).is(http.StatusOK)
			}
			ends(d, b)
			last := event{}
			for {
				e, ok := f.next()
				if !ok {
					break
				}
				last = e
			}
			if last.name != "end" {
				t.Errorf("the last word is %+v", last)
			}
			if _, status := b.tryFollow(""); status != http.StatusUnauthorized && status != http.StatusForbidden {
				t.Errorf("a new stream answers %d", status)
			}
		})
	}
}

// An open page whose stream goes on for hours does not keep its session alive.
func TestAnOpenStreamKeepsNoSessionAlive(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t, quick)
	b := d.as("reviewer")
	for range 5 {
		d.clock.pass(5 * time.Minute)
		f := b.follow(eventID(d.clock.now()))
		f.next()
		f.close()
		b.get(eventsPath).is(http.StatusOK)
	}
	d.clock.pass(5*time.Minute + time.Second)
	if a := b.get("/queue"); a.location != "/login?next=%2Fqueue" {
		t.Errorf("after half an hour of streams alone: %d to %q", a.status, a.location)
	}
}

func TestStreamsHaveBounds(t *testing.T) {
	t.Parallel()
	var open atomic.Int64
	d := newTestDesk(t, quick, func(c *Config) { c.Streams = func(n int) { open.Store(int64(n)) } })
	b := d.as("reviewer")
	var all []*following
	for range streamsEach {
		all = append(all, b.follow(""))
	}
	if _, status := b.tryFollow(""); status != http.StatusServiceUnavailable {
		t.Errorf("one more of the same account answers %d", status)
	}
	b.header.Set("Accept", eventStream)
	if a := b.get(eventsPath).is(http.StatusServiceUnavailable).has("Too many pages"); a.header.Get("Retry-After") == "" {
		t.Error("it does not say when to come again")
	}
	d.as("reviewer2").follow("")
	if n := open.Load(); n != streamsEach+1 {
		t.Errorf("%d are counted", n)
	}
	all[0].close()
	deadline := time.Now().Add(20 * time.Second)
	for open.Load() != streamsEach {
		if time.Now().After(deadline) {
			t.Fatalf("%d are open after one has gone", open.Load())
		}
		all[1].next()
	}
	b.follow("")
}

// TestAStreamTellsWhatAnotherProcessDid: it has a store of its own on the same database.
func TestAStreamTellsWhatAnotherProcessDid(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t, quick)
	ref, _ := d.submission()
	f := d.as("reviewer2").follow(eventID(d.clock.now()))
	other, err := db.Open(t.Context(), d.db, db.Options{Now: d.clock.now})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	err = other.Write(t.Context(), func(tx review.Tx) error {
		s, err := tx.LockSubmission(t.Context(), review.SubmissionKey{Reference: ref})
		if err != nil {
			return err
		}
		s.Claim = review.Claim{ID: "c", By: d.actor("supervisor").ID, At: d.clock.now(), Until: d.clock.now().Add(time.Hour)}
		return tx.SaveSubmission(t.Context(), s)
	})
	if err != nil {
		t.Fatal(err)
	}
	if r, _ := f.until(ref, func(r toldRow) bool { return r.Holder != "" }); r.Holder != "Chie Tanaka" || r.Until != "11:00" {
		t.Errorf("told %+v", r)
	}
}

// TestABrowserThatDoesNotReadHoldsNothingUp: the server ends in spite of it. The connection has no memory, so the first
// word waits already.
func TestABrowserThatDoesNotReadHoldsNothingUp(t *testing.T) {
	t.Parallel()
	hub := live.New(func() live.Source[news] {
		return func(context.Context) (news, bool, error) { return news{told: sign("1")}, true, nil }
	}, live.Options{Pause: time.Millisecond, Limit: time.Second, Most: 1, Each: 1, Behind: 1})
	reader, err := hub.Join("somebody")
	if err != nil {
		t.Fatal(err)
	}
	here, there := net.Pipe()
	defer there.Close()
	done, ended := make(chan struct{}), make(chan struct{})
	s := &stream{app: &App{}, reader: reader, first: sign("1"), conn: here, done: done}
	go func() {
		s.run(bufio.NewWriter(here))
		close(ended)
	}()
	for range reader.Waiting() { // until it is dropped
	}
	begin := time.Now()
	close(done)
	<-ended
	if took := time.Since(begin); took > 3*time.Second { // a browser has 20 to read
		t.Errorf("it took %s", took)
	}
	here.Close()
}

// TestTheServerEndsWithStreamsOpen: more than fifty hold nothing up.
func TestTheServerEndsWithStreamsOpen(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t, quick)
	var all []*following
	for n := range 7 {
		name := fmt.Sprintf("follower%d", n)
		if _, err := d.staff.Add(t.Context(), staff.CommandLine(), staff.NewAccount{Email: name + "@example.com", Name: name, Role: staff.Reviewer}, testPassword); err != nil {
			t.Fatal(err)
		}
		b := d.as(name)
		for range streamsEach {
			all = append(all, b.follow(""))
		}
	}
	for _, f := range all {
		f.next()
	}
	begin := time.Now()
	if err := d.stop(20 * time.Second); err != nil {
		t.Fatal(err)
	}
	if took := time.Since(begin); took > 3*time.Second { // it has 20
		t.Errorf("it took %s with %d streams open", took, len(all))
	}
	if !slices.ContainsFunc(all, func(f *following) bool { return f.ended() }) {
		t.Error("no stream ended")
	}
}

// HEAD says what GET would be, and opens no stream.
func TestTheHeadOfAStream(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t, quick)
	b := d.as("reviewer")
	b.header.Set("Accept", eventStream)
	if a := b.do(http.MethodHead, eventsPath, nil).is(http.StatusOK); a.header.Get("Content-Type") != eventStream {
		t.Errorf("%v", a.header)
	}
}
