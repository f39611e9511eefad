package handlers

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"time"

	"shinsa/audit"
	"shinsa/review"
)

// logKey is the key of every test's log.
func logKey(t testing.TB) audit.LogKey {
	t.Helper()
	key, err := audit.NewLogKey("desk.example/log", bytes.Repeat([]byte("k"), 32))
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// number gives what is in the log its numbers, as a server does each second.
func (d *testDesk) number() {
	d.t.Helper()
	q := audit.Sequencer{Store: d.store, Key: logKey(d.t).Signer, Name: "test", Now: d.clock.now, Term: time.Second, Batch: 100}
	if _, err := q.Step(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
}

// TestADecisionIsProved: from the page of a decision a supervisor takes the proof and the checkpoint, which hold
// without the desk.
func TestADecisionIsProved(t *testing.T) {
	t.Parallel()
	d := newTestDesk(t)
	_, id := d.approved()
	sup := d.as("supervisor")
	sup.get("/audit/log/checkpoint").is(404)
	if page := sup.get("/audit/" + string(id)).is(200); strings.Contains(page.body, "/audit/log/") {
		t.Error("a proof is offered before there is a number")
	}
	d.number()
	address := regexp.MustCompile(`/audit/log/proof/[0-9a-f-]+`).FindString(sup.get("/audit/" + string(id)).is(200).body)
	if address == "" {
		t.Fatal("the page of a decision has no proof")
	}
	keys, err := audit.Verifiers(logKey(t).Verifier)
	if err != nil {
		t.Fatal(err)
	}
	file := sup.get(address).is(200)
	proof, err := audit.ParseProof([]byte(file.body))
	if err != nil {
		t.Fatal(err)
	}
	leaf, head, err := proof.Check(keys)
	if err != nil {
		t.Fatal(err)
	}
	if o, _ := leaf.Public("outcome"); leaf.Act != audit.DecisionMade || o != "approve" {
		t.Errorf("the proof is of %s %s", leaf.Act, o)
	}
	for header, want := range map[string]string{
		"Content-Type": "text/plain; charset=utf-8", "Content-Disposition": `attachment; filename="` + leaf.ID + `.tlog-proof"`, "Cache-Control": "no-store",
	} {
		if got := file.header.Get(header); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	kept := sup.get("/audit/log/checkpoint").is(200)
	if c, err := audit.OpenCheckpoint([]byte(kept.body), keys); err != nil || c != head {
		t.Errorf("the checkpoint is %+v, want %+v: %v", c, head, err)
	}

	// Its author sees the decision, and no way to what he may not have.
	if page := d.as("reviewer").get("/audit/" + string(id)).is(200); strings.Contains(page.body, "/audit/log/") {
		t.Error("a reviewer is offered a proof")
	}
	d.as("reviewer").get(address).is(403)
	d.as("reviewer").get("/audit/log/checkpoint").is(403)
}

// onEntry are the situations of an entry of the log.
func onEntry() []situation {
	return []situation{
		{"unknown entry", func(x *scene) { x.params["entry"] = "019ab000-0000-7000-8000-000000000000" }},
		{"no entry at all", func(x *scene) { x.params["entry"] = "checkpoint" }},
		{"an entry that waits for its number", func(x *scene) { x.params["entry"] = x.entry() }},
		{"a numbered entry", func(x *scene) {
			x.params["entry"] = x.entry()
			x.number()
		}},
	}
}

// entry lets something be done, and gives the id of its entry.
func (x *scene) entry() string {
	x.t.Helper()
	e, err := x.recorder.Entry(audit.KindsChanged, x.clock.now(), "", audit.Public("kind.resident-card", "9"))
	x.must(err)
	x.must(x.store.Write(x.t.Context(), func(tx review.Tx) error { return tx.Log(x.t.Context(), e) }))
	return e.ID
}
