package audit

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"
)

var updateVectors = flag.Bool("update", false, "write the test vectors anew")

// vectorsFile is for whoever writes a check of the format; the page that runs in a browser is held against it as well.
const vectorsFile = "../docs/log-vectors.json"

// A vector is a proof, a key, and whether a check must say that the proof holds; with a salt, whether a value is opened.
type vector struct {
	What  string `json:"what"`
	Key   string `json:"key"`
	Proof string `json:"proof"`
	Holds bool   `json:"holds"`
	// Open are commitments of a leaf whose proof holds.
	Open []opening `json:"open,omitempty"`
}

type opening struct {
	Salt  string `json:"salt"`
	Name  string `json:"name"`
	Value string `json:"value"`
	Opens bool   `json:"opens"`
}

// provenIn puts leaves into a tree of an Ed25519 key and proves one of them.
func provenIn(t *testing.T, key LogKey, leaves [][]byte, n int) Proof {
	t.Helper()
	s := Sequencer{Key: key.Signer}
	var tree grown
	var signed []byte
	for k, leaf := range leaves {
		g, err := s.grow(int64(k), tree, []Pending{{ID: fmt.Sprint(k), Leaf: leaf}})
		if err != nil {
			t.Fatal(err)
		}
		tree, signed = append(tree, g.Hashes...), g.Signed
	}
	p, err := Prove(int64(n), leaves[n], signed, int64(len(leaves)), tree)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// vectors are made of fixed keys, salts and times, so they are the same each time.
func vectors(t *testing.T) (all []vector) {
	key, _ := testKey(t, "desk.example/log", 1)
	other, _ := testKey(t, "desk.example/log", 2)
	elsewhere, _ := testKey(t, "elsewhere.example/log", 1)
	add := func(what string, holds bool, p []byte, open ...opening) {
		all = append(all, vector{what, key.Verifier, string(p), holds, open})
	}
	salt := bytes.Repeat([]byte{7}, SaltSize)
	entry := func(act Act, facts ...Fact) []byte {
		r := Recorder{NewID: func() string { return "0199a0c4-7b1e-7c33-9d52-5f0e8c1b2a34" }, Salt: func() ([]byte, error) { return salt, nil }}
		e, err := r.Entry(act, time.Date(2026, 4, 1, 9, 30, 0, 250_000_000, time.UTC), "somebody", facts...)
		if err != nil {
			t.Fatal(err)
		}
		return e.Leaf
	}
	one := func(leaf []byte) []byte { return provenIn(t, key, [][]byte{leaf}, 0).Bytes() }
	opens := func(name, value string, holds bool) opening {
		return opening{hex.EncodeToString(salt), name, value, holds}
	}

	// Leaves of acts as they are today, with the facts that came later, and what they commit to.
	add("a decision with what newer leaves say, too", true, one(entry(DecisionMade, Public("outcome", "reject"), Public("language", "en"), Public("waiting-us", "81000000"),
		Public("effective-us", "1775035810250000"), Public("answer-by-us", "0"), Public("led-to", "second-review"), Public("own-words", "false"),
		Committed("images", "front:0199a0c4-0000-7000-8000-000000000001,back:0199a0c4-0000-7000-8000-000000000002"), Committed("key", "k-1"), Committed("note", ""))),
		opens("images", "front:0199a0c4-0000-7000-8000-000000000001,back:0199a0c4-0000-7000-8000-000000000002", true), opens("images", "front:0199a0c4-0000-7000-8000-000000000001", false),
		opens("note", "", true), opens("note", " ", false), opens("key", "k-2", false), opens("outcome", "reject", false), opens("nothing", "", false))
	add("an account as it stands", true, one(entry(StaffRoleChanged, Public("role-now", "supervisor"), Public("pending-now", "none"), Public("status-now", "active"),
		Committed("name", "髙橋　さつき"), Committed("email", "Aiko@operator.example"), Committed("password", "$argon2id$v=19$m=65536,t=3,p=2$c2FsdA$aGFzaA"))),
		opens("name", "髙橋　さつき", true), opens("name", "高橋　さつき", false), opens("email", "Aiko@operator.example", true), opens("email", "aiko@operator.example", false),
		opens("password", "$argon2id$v=19$m=65536,t=3,p=2$c2FsdA$aGFzaA", true))
	add("a round with how its applicant is reached, in several lines", true, one(entry(SubmissionSubmitted, Public("round", "1"), Committed("reached", "7K3M-9QXA\n00ff\n\nab\n"))),
		opens("reached", "7K3M-9QXA\n00ff\n\nab\n", true), opens("reached", "7K3M-9QXA\n00ff\n\nab", false))
	add("an act that only newer programs know", true, one([]byte("shinsa log leaf v1\nid a\nat 2026-04-01T09:30:00.250000Z\nact something.quite-new\n")))
	add("no fact at all, on a leap day of the last year that there is room for", true, one([]byte("shinsa log leaf v1\nid a\nat 9996-02-29T23:59:59.999999Z\nact decision.made\n")))
	add("as many facts as there is room for in a name", true, one([]byte("shinsa log leaf v1\nid a\nat 2026-04-01T09:30:00.250000Z\nact decision.made\na"+strings.Repeat("b", 63)+" "+strings.Repeat("c", 256)+"\n")))

	// Leaves that are not in canonical form, in a tree that was signed all the same.
	good := "shinsa log leaf v1\nid a-1\nat 2026-04-01T09:30:00.250000Z\nact decision.made\na 1\nb=sha256:" + strings.Repeat("0a", 32) + "\nc 2,3\n"
	add("a leaf to be spoilt", true, one([]byte(good)))
	for _, c := range []struct{ what, old, new string }{
		{"another version", "leaf v1", "leaf v2"},
		{"no last line feed", "c 2,3\n", "c 2,3"},
		{"carriage returns", "\n", "\r\n"},
		{"an empty line", "a 1\n", "a 1\n\n"},
		{"two spaces", "a 1", "a  1"},
		{"a space at the end", "a 1", "a 1 "},
		{"a tab", "a 1", "a\t1"},
		{"facts in another order", "a 1\n", "d 1\n"},
		{"a name twice", "c 2", "b 2"},
		{"an upper-case letter in a value", "a 1", "a X"},
		{"a slash in a value", "a 1", "a 1/2"},
		{"a value of 257 bytes", "a 1", "a " + strings.Repeat("1", 257)},
		{"no value", "a 1", "a "},
		{"a name of 65 bytes", "a 1", strings.Repeat("a", 65) + " 1"},
		{"a name that begins with a digit", "a 1", "1a 1"},
		{"a fact called id", "c 2,3", "id 2,3"},
		{"upper-case digits of a commitment", "0a0a", "0A0a"},
		{"a commitment that is too short", "0a0a\n", "0a\n"},
		{"another digest", "sha256:", "sha512:"},
		{"no id", "id a-1", "id "},
		{"an id in upper case", "id a-1", "id A-1"},
		{"an id of 65 bytes", "id a-1", "id " + strings.Repeat("1", 65)},
		{"a comma in the time", "00.250000", "00,250000"},
		{"three digits of a second", "00.250000", "00.250"},
		{"another time zone", "250000Z", "250000+09:00"},
		{"a day that there is not", "04-01", "02-30"},
		{"a leap day in another year", "2026-04-01", "2026-02-29"},
		{"an hour that there is not", "T09", "T24"},
		{"a leap second", "30:00.25", "30:60.25"},
		{"a year before 1970", "2026", "1969"},
		{"an act of one word", "decision.made", "decision"},
		{"an act of three", "decision.made", "decision.made.twice"},
		{"an act with two hyphens", "decision.made", "decision.ma--de"},
		{"an act that ends with a hyphen", "decision.made", "decision.made-"},
		{"lines in another order", "id a-1\nat 2026-04-01T09:30:00.250000Z", "at 2026-04-01T09:30:00.250000Z\nid a-1"},
		{"a byte order mark", "shinsa", "\ufeffshinsa"},
		{"a letter that is not of ASCII", "a 1", "a é"},
	} {
		spoilt := strings.Replace(good, c.old, c.new, 1)
		if c.old == "\n" {
			spoilt = strings.ReplaceAll(good, c.old, c.new)
		}
		if spoilt == good {
			t.Fatalf("%s: nothing was done", c.what)
		}
		add("not canonical: "+c.what, false, one([]byte(spoilt)))
	}
	add("not canonical: nothing", false, one(nil))
	add("not canonical: bytes that are no text", false, one([]byte(good+"\xff\n")))

	// Trees of several sizes, and proofs of other trees.
	leaf := func(n int) []byte {
		return fmt.Appendf(nil, "shinsa log leaf v1\nid %d\nat 2026-04-01T09:30:00.250000Z\nact decision.made\n", n)
	}
	leaves := func(size int) (all [][]byte) {
		for n := range size {
			all = append(all, leaf(n))
		}
		return all
	}
	for _, size := range []int{2, 3, 7, 8, 9, 65} {
		for _, n := range []int{0, size / 2, size - 1} {
			add(fmt.Sprintf("leaf %d of %d", n, size), true, provenIn(t, key, leaves(size), n).Bytes())
		}
	}
	p := provenIn(t, key, leaves(7), 3)
	change := func(what string, f func(*Proof)) {
		q := p
		q.Path = append([]Hash(nil), p.Path...)
		f(&q)
		add(what, false, q.Bytes())
	}
	change("another leaf", func(q *Proof) { q.Leaf = leaf(4) })
	change("another number", func(q *Proof) { q.Index = 2 })
	change("a number beyond the tree", func(q *Proof) { q.Index = 7 })
	change("a path that is too short", func(q *Proof) { q.Path = q.Path[:len(q.Path)-1] })
	change("a path that is too long", func(q *Proof) { q.Path = append(q.Path, Hash{}) })
	change("a path in another order", func(q *Proof) { q.Path[0], q.Path[1] = q.Path[1], q.Path[0] })
	change("the checkpoint of a smaller tree", func(q *Proof) { q.Signed = provenIn(t, key, leaves(6), 0).Signed })
	change("the checkpoint of a larger tree", func(q *Proof) { q.Signed = provenIn(t, key, leaves(8), 0).Signed })
	change("the checkpoint of another tree of that size", func(q *Proof) { q.Signed = provenIn(t, key, append(leaves(6), leaf(9)), 0).Signed })
	change("a checkpoint signed with another key of that name", func(q *Proof) { q.Signed = provenIn(t, other, leaves(7), 0).Signed })
	change("a checkpoint of another log", func(q *Proof) { q.Signed = provenIn(t, elsewhere, leaves(7), 0).Signed })
	root, err := tlog.ParseHash("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := Checkpoint{Origin: "elsewhere.example/log", Size: 7, Root: root}.Sign(key.Signer)
	if err != nil {
		t.Fatal(err)
	}
	change("a checkpoint that names another log than its key", func(q *Proof) { q.Signed = foreign })

	// A second signature, of a witness, does no harm; one that is damaged does.
	witness := string(provenIn(t, elsewhere, leaves(7), 0).Signed)
	_, line, _ := strings.Cut(witness, "\n\n")
	cosigned := p
	cosigned.Signed = append(bytes.Clone(p.Signed), line...)
	add("signed by a witness, too", true, cosigned.Bytes())
	cosigned.Signed = append(bytes.Clone(p.Signed), "— somebody nonsense!\n"...)
	add("with a signature that is none", false, cosigned.Bytes())

	whole := string(p.Bytes())
	for _, c := range []struct{ what, old, new string }{
		{"a number with a zero before it", "index 3", "index 03"},
		{"a number with a sign", "index 3", "index +3"},
		{"the leaf in another spelling of base64", "extra ", "extra  "},
		{"no leaf", "extra ", "other "},
		{"another version of proofs", "proof@v1", "proof@v2"},
		{"an empty line more", "index 3\n", "index 3\n\n"},
	} {
		add("a file with "+c.what, false, []byte(strings.Replace(whole, c.old, c.new, 1)))
	}
	add("a file that ends early", false, []byte(whole[:len(whole)-9]))
	add("a file of nothing", false, nil)
	return all
}

// TestVectors: the test vectors are those of this program, and it says of each what they say.
func TestVectors(t *testing.T) {
	t.Parallel()
	all := vectors(t)
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(all); err != nil {
		t.Fatal(err)
	}
	if *updateVectors {
		if err := os.WriteFile(vectorsFile, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	written, err := os.ReadFile(vectorsFile)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(written, b.Bytes()) {
		t.Errorf("%s is not what this program makes: run with -update and read the difference", vectorsFile)
	}
	for _, v := range all {
		keys, err := Verifiers(v.Key)
		if err != nil {
			t.Fatal(err)
		}
		p, err := ParseProof([]byte(v.Proof))
		var leaf Leaf
		if err == nil {
			leaf, _, err = p.Check(keys)
		}
		if (err == nil) != v.Holds {
			t.Errorf("%s: %v, want that it holds: %t", v.What, err, v.Holds)
		}
		for _, o := range v.Open {
			salt, err := hex.DecodeString(o.Salt)
			if err != nil {
				t.Fatal(err)
			}
			if leaf.Opens(o.Name, salt, o.Value) != o.Opens {
				t.Errorf("%s: %s is opened by %q: want %t", v.What, o.Name, o.Value, o.Opens)
			}
		}
	}
}
