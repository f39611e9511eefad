package main

import (
	"bytes"
	"database/sql"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestTheLogIsVerifiedAndProved takes the log's whole way with the program itself: a server numbers and publishes it,
// a command verifies it, another proves a decision, and the proof is checked without a store.
func TestTheLogIsVerifiedAndProved(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data, copies := newStore(t), filepath.Join(dir, "copies")
	if err := os.Mkdir(copies, 0o700); err != nil {
		t.Fatal(err)
	}
	addStaff(t, data, "aiko@operator.example", "reviewer")
	shinsa(t, "audit", "key", "--data", data).saysAndEnds(t, 1, "no log's key yet")

	ref := decidedWith(t, data, "--publish-log", copies)
	sound := shinsa(t, "audit", "verify", "--data", data, "--published", copies).fine(t)
	for _, words := range []string{"The log is sound", "1 decisions", "It holds all 1 checkpoints"} {
		if !strings.Contains(sound.out, words) {
			t.Errorf("it lacks %q: %s", words, sound.out)
		}
	}
	key := strings.Fields(shinsa(t, "audit", "key", "--data", data).fine(t).out)[0]
	file := filepath.Join(dir, "decision.tlog-proof")
	shinsa(t, "audit", "prove", ref, "--data", data, "--out", file).fine(t)
	shinsa(t, "audit", "prove", ref, "--data", data, "--out", file).refused(t, "exists already")
	shinsa(t, "audit", "prove", "AAAA-AAAA", "--data", data, "--out", file+"2").refused(t)
	proved := shinsa(t, "audit", "verify", file, "--key", key).fine(t)
	if !strings.Contains(proved.out, "outcome reject") || strings.Contains(proved.out, ref) {
		t.Errorf("the leaf is not what it must be: %s", proved.out)
	}

	// What is wrong with a proof, a key or a copy, each in its words.
	whole := read(t, file)
	shinsa(t, "audit", "verify", file).refused(t, "--key")
	shinsa(t, "audit", "verify", file, "--key", "nonsense").refused(t, "nonsense")
	shinsa(t, "audit", "verify", file+"-gone", "--key", key).refused(t, "cannot be read")
	shinsa(t, "audit", "verify", write(t, filepath.Join(dir, "half"), whole[:len(whole)/2]), "--key", key).refused(t, "no proof")
	other := strings.Fields(shinsa(t, "audit", "key", "--new", "--data", data).fine(t).out)
	shinsa(t, "audit", "verify", file, "--key", other[3]).saysAndEnds(t, 1, "that key was not given") // the new key
	shinsa(t, "audit", "verify", file, "--key", key).fine(t)
	changed := strings.Replace(whole, base64.StdEncoding.EncodeToString(leafOf(t, whole)), base64.StdEncoding.EncodeToString(bytes.Replace(leafOf(t, whole), []byte("outcome reject"), []byte("outcome approve"), 1)), 1)
	shinsa(t, "audit", "verify", write(t, filepath.Join(dir, "changed"), changed), "--key", key).saysAndEnds(t, 1, "does not hold")
	shinsa(t, "audit", "verify", "--data", data, "--published", filepath.Join(dir, "nowhere")).refused(t, "cannot be read")
	shinsa(t, "audit", "verify", "--data", data, "--published", dir).refused(t, "no published checkpoints")

	// Two keys have signed now, and both are known.
	decidedWith(t, data, "--publish-log", copies)
	shinsa(t, "audit", "verify", "--data", data, "--published", copies).fine(t)
	shinsa(t, "audit", "verify", "--data", data, "--key", key).saysAndEnds(t, 1, "that key was not given")

	// A row that says something else than its leaf, and one that no leaf tells of.
	for _, c := range []struct{ do, words string }{
		{`UPDATE decisions SET outcome = 'approve'`, "says something else in the database (outcome)"},
		{`UPDATE decisions SET outcome = 'reject', staff_id = 'somebody'`, "says something else in the database (staff)"},
		{`DELETE FROM decisions`, "is not in the database"},
	} {
		spoil(t, data, c.do)
		shinsa(t, "audit", "verify", "--data", data).saysAndEnds(t, 1, "NOT sound", c.words)
	}
}

// TestADecisionWithoutALeaf is found even if every leaf is sound.
func TestADecisionWithoutALeaf(t *testing.T) {
	t.Parallel()
	data := newStore(t)
	addStaff(t, data, "aiko@operator.example", "reviewer")
	decidedWith(t, data)
	i := inspect(t, data)
	columns := strings.Join(flat(i.rows(`SELECT name FROM pragma_table_info('decisions') WHERE name <> 'id'`)), ", ")
	i.close()
	spoil(t, data, `INSERT INTO decisions (id, `+columns+`) SELECT 'put in', `+columns+` FROM decisions`)
	shinsa(t, "audit", "verify", "--data", data).saysAndEnds(t, 1, "NOT sound", "the log tells nothing of the decision put in")
}

// saysAndEnds checks the exit code of a command that failed, and its words.
func (s said) saysAndEnds(t *testing.T, code int, words ...string) {
	t.Helper()
	if s.code != code {
		t.Errorf("exit code %d, want %d\n%s%s", s.code, code, s.out, s.err)
	}
	for _, w := range words {
		if !strings.Contains(s.err, w) {
			t.Errorf("it lacks %q: %s", w, s.err)
		}
	}
}

// decidedWith runs a server until a submission was rejected, and returns its reference.
func decidedWith(t *testing.T, data string, args ...string) string {
	t.Helper()
	server := started(t, serveArgs(data, args...)...)
	_, ref, err := newVisitor(server.url).applies(nil)
	if err != nil {
		t.Fatal(err)
	}
	reviewer := newVisitor(server.url)
	if err := reviewer.signIn("aiko@operator.example", staffPassword, "/queue"); err != nil {
		t.Fatal(err)
	}
	if err := reviewer.claim(ref); err != nil {
		t.Fatal(err)
	}
	if _, err := reviewer.decide(ref, "reject", "cropped"); err != nil {
		t.Fatal(err)
	}
	server.stop().fine(t)
	return ref
}

func read(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// leafOf is the leaf of a proof's file.
func leafOf(t *testing.T, proof string) []byte {
	t.Helper()
	leaf, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(strings.Split(proof, "\n")[1], "extra "))
	if err != nil {
		t.Fatal(err)
	}
	return leaf
}

// spoil does to a database what nothing in the program does.
func spoil(t *testing.T, data, statement string) {
	t.Helper()
	c, err := sql.Open("sqlite", "file:"+filepath.Join(data, "shinsa.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	rows, err := c.QueryContext(t.Context(), `SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'decisions'`)
	if err != nil {
		t.Fatal(err)
	}
	var triggers []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			t.Fatal(err)
		}
		triggers = append(triggers, name)
	}
	rows.Close()
	for _, name := range triggers {
		statement = `DROP TRIGGER ` + name + `; ` + statement
	}
	if _, err := c.ExecContext(t.Context(), statement); err != nil {
		t.Fatal(err)
	}
}

func flat(rows [][]string) (all []string) {
	for _, r := range rows {
		all = append(all, r...)
	}
	return all
}
