package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestALogThatWasPutBack: a store restored from a backup beside checkpoints that were published since. The verification says
// from where on the old log is gone, and a server publishes nothing that contradicts what is there.
func TestALogThatWasPutBack(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data, copies, to, there := newStore(t), filepath.Join(dir, "copies"), filepath.Join(dir, "backup"), filepath.Join(dir, "there")
	if err := os.Mkdir(copies, 0o700); err != nil {
		t.Fatal(err)
	}
	addStaff(t, data, "aiko@operator.example", "reviewer")
	decidedWith(t, data, "--publish-log", copies)
	shinsa(t, "backup", to, "--data", data).fine(t)
	decidedWith(t, data, "--publish-log", copies)
	shinsa(t, "audit", "verify", "--data", data, "--published", copies).fine(t)
	published := files(t, copies)

	shinsa(t, "restore", to, "--data", there, "--key-file", data+".key").fine(t)
	key := []string{"--data", there, "--key-file", data + ".key"}
	shinsa(t, append([]string{"audit", "verify", "--published", copies}, key...)...).saysAndEnds(t, 1, "an older copy was put back")

	server := started(t, serveArgs(there, "--key-file", data+".key", "--publish-log", copies)...)
	server.stop().fine(t)
	if said := server.err.String(); !strings.Contains(said, "the log is not the one that was published") || !strings.Contains(said, "publish into a new one") {
		t.Errorf("the server does not say it: %s", said)
	}
	if now := files(t, copies); now != published {
		t.Errorf("it published beside what it contradicts: %s, then %s", published, now)
	}
	// Grown to as many leaves, the log is another one all the same.
	decidedWith(t, there, "--key-file", data+".key")
	decidedWith(t, there, "--key-file", data+".key")
	server = started(t, serveArgs(there, "--key-file", data+".key", "--publish-log", copies)...)
	server.stop().fine(t)
	if said := server.err.String(); !strings.Contains(said, "says something else of the first") {
		t.Errorf("the server does not say it of a longer log: %s", said)
	}
	shinsa(t, append([]string{"audit", "verify", "--published", copies}, key...)...).saysAndEnds(t, 1, "NOT sound", "was signed for another tree")
	// A folder of its own is right again.
	fresh := filepath.Join(dir, "fresh")
	if err := os.Mkdir(fresh, 0o700); err != nil {
		t.Fatal(err)
	}
	decidedWith(t, there, "--key-file", data+".key", "--publish-log", fresh)
	shinsa(t, append([]string{"audit", "verify", "--published", fresh}, key...)...).fine(t)
}

func files(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		all = append(all, e.Name())
	}
	return strings.Join(all, " ")
}

// TestWhatIsGivenToAVerification: missing keys, damaged copies and proofs of another tree have clear words, and 2 where what was
// given makes no sense, 1 where something does not hold.
func TestWhatIsGivenToAVerification(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data, other, copies := newStore(t), newStore(t), filepath.Join(dir, "copies")
	if err := os.Mkdir(copies, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, d := range []string{data, other} {
		addStaff(t, d, "aiko@operator.example", "reviewer")
	}
	ref := decidedWith(t, data, "--publish-log", copies)
	foreign := decidedWith(t, other)
	key := strings.Fields(shinsa(t, "audit", "key", "--data", data).fine(t).out)[0]
	foreignKey := strings.Fields(shinsa(t, "audit", "key", "--data", other).fine(t).out)[0]
	verify := func(dir string) said { return shinsa(t, "audit", "verify", "--data", data, "--published", dir) }

	// A published checkpoint that is damaged, cut short, or none.
	name := strings.Fields(files(t, copies))[0]
	signed := read(t, filepath.Join(copies, name))
	damaged := func(text string) string {
		to := filepath.Join(t.TempDir(), "copies")
		write(t, filepath.Join(to, name), text)
		return to
	}
	verify(damaged(signed)).fine(t)
	verify(damaged(strings.Replace(signed, "\n", "\n1", 1))).saysAndEnds(t, 1, name)
	verify(damaged(signed[:len(signed)/2])).saysAndEnds(t, 1, name, "malformed")
	verify(damaged("")).saysAndEnds(t, 1, name, "malformed")
	stray := damaged(signed)
	write(t, filepath.Join(stray, checkpointPrefix+"many"+checkpointSuffix), signed)
	verify(stray).refused(t, "is no checkpoint's name")

	// Proofs: of another log, beside a checkpoint of another tree, under another key.
	file, foreignFile := filepath.Join(dir, "own"), filepath.Join(dir, "foreign")
	shinsa(t, "audit", "prove", ref, "--data", data, "--out", file).fine(t)
	shinsa(t, "audit", "prove", foreign, "--data", other, "--out", foreignFile).fine(t)
	shinsa(t, "audit", "verify", foreignFile, "--key", key).saysAndEnds(t, 1, "that key was not given")
	head, _, _ := strings.Cut(read(t, file), "\n\n")
	_, foreignSigned, _ := strings.Cut(read(t, foreignFile), "\n\n")
	mixed := write(t, filepath.Join(dir, "mixed"), head+"\n\n"+foreignSigned)
	shinsa(t, "audit", "verify", mixed, "--key", key, "--key", foreignKey).saysAndEnds(t, 1, "does not hold")
	shinsa(t, "audit", "verify", write(t, filepath.Join(dir, "empty"), ""), "--key", key).refused(t, "no proof")
	shinsa(t, "audit", "verify", dir, "--key", key).refused(t, "cannot be read")

	// The master key is gone, or is another one.
	if err := os.Rename(data+".key", data+".away"); err != nil {
		t.Fatal(err)
	}
	shinsa(t, "audit", "verify", "--data", data).refused(t, "key")
	shinsa(t, "audit", "verify", "--data", data, "--key-file", other+".key").refused(t, "key")
	shinsa(t, "audit", "prove", ref, "--data", data, "--out", file+"2").refused(t, "key")
	shinsa(t, "audit", "verify", file, "--key", key).fine(t) // which needs neither

	// Nor does an auditor who has the public key and the database, and nothing else.
	bare := filepath.Join(dir, "bare")
	write(t, filepath.Join(bare, "shinsa.db"), read(t, filepath.Join(data, "shinsa.db")))
	for _, from := range []string{data, bare} {
		said := shinsa(t, "audit", "verify", "--data", from, "--key", key, "--published", copies).fine(t).out
		for _, words := range []string{"The log is sound", "without the master key", "nothing sealed was opened"} {
			if !strings.Contains(said, words) {
				t.Errorf("%s: it lacks %q: %s", from, words, said)
			}
		}
	}
	shinsa(t, "audit", "verify", "--data", data, "--key", foreignKey).saysAndEnds(t, 1, "that key was not given")
	shinsa(t, "audit", "verify", "--data", data, "--key", "nonsense").refused(t, "nonsense")
	shinsa(t, "audit", "verify", "--data", filepath.Join(dir, "nowhere"), "--key", key).refused(t, "there is no store")
	shinsa(t, "audit", "verify", "--data", data).refused(t, "--key") // and that is said where the master key is missing
	write(t, filepath.Join(dir, "none", "shinsa.db"), "no database at all")
	shinsa(t, "audit", "verify", "--data", filepath.Join(dir, "none"), "--key", key).refused(t, "not a database")
	spoil(t, bare, `UPDATE decisions SET outcome = 'approve'`)
	shinsa(t, "audit", "verify", "--data", bare, "--key", key).saysAndEnds(t, 1, "NOT sound", "(outcome)")
}

// TestALogThatWasNeverWritten: the one of a store without acts can be verified, too.
func TestALogThatWasNeverWritten(t *testing.T) {
	t.Parallel()
	data := newStore(t)
	server := started(t, serveArgs(data)...)
	server.stop().fine(t)
	if said := shinsa(t, "audit", "verify", "--data", data).fine(t).out; !strings.Contains(said, "The log is sound") {
		t.Error(said)
	}
	shinsa(t, "audit", "prove", "AAAA-AAAA", "--data", data).refused(t, "there is no submission")
}

// TestTheBar draws how far a verification is.
func TestTheBar(t *testing.T) {
	t.Parallel()
	var to strings.Builder
	b := bar{to: &to, of: 1000, begun: time.Now().Add(-10 * time.Second)}
	b.show(250)
	b.end()
	for _, words := range []string{"[#######.......................]  25 %", "250 of 1000 leaves", "30s left", "\x1b[K"} {
		if !strings.Contains(to.String(), words) {
			t.Errorf("it lacks %q: %q", words, to.String())
		}
	}
	silent := newBar(console{}, 1000)
	silent.show(10)
	silent.end()
}
