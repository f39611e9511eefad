package audit

import (
	"bytes"
	"errors"
	"fmt"
	"math/bits"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// grown is a tree in memory.
type grown []Hash

func (g grown) ReadHashes(indexes []int64) ([]Hash, error) {
	var out []Hash
	for _, i := range indexes {
		if i >= int64(len(g)) {
			return nil, ErrDamaged
		}
		out = append(out, g[i])
	}
	return out, nil
}

func testKey(t testing.TB, name string, secret byte) (LogKey, note.Verifiers) {
	t.Helper()
	k, err := NewLogKey(name, bytes.Repeat([]byte{secret}, 32))
	if err != nil {
		t.Fatal(err)
	}
	v, err := Verifiers(k.Verifier)
	if err != nil {
		t.Fatal(err)
	}
	return k, v
}

// plant grows a tree of n leaves as the sequencer does, some at a time, and returns it with its leaves and checkpoint.
func plant(t testing.TB, key LogKey, n int) (tree grown, leaves [][]byte, signed []byte) {
	t.Helper()
	s := Sequencer{Key: key.Signer}
	for len(leaves) < n {
		var pending []Pending
		for range min(3, n-len(leaves)) {
			leaf := fmt.Appendf(nil, "shinsa log leaf v1\nid %d\nat 2026-04-01T09:30:00.250000Z\nact decision.made\n", len(leaves))
			leaves = append(leaves, leaf)
			pending = append(pending, Pending{ID: fmt.Sprint(len(leaves)), Leaf: leaf})
		}
		g, err := s.grow(int64(len(leaves)-len(pending)), tree, pending)
		if err != nil {
			t.Fatal(err)
		}
		tree, signed = append(tree, g.Hashes...), g.Signed
	}
	return tree, leaves, signed
}

// TestProofs: each leaf of trees of many sizes can be proved, and the file says no less than the proof.
func TestProofs(t *testing.T) {
	t.Parallel()
	key, keys := testKey(t, "desk.example/log", 1)
	for _, size := range []int{1, 2, 3, 4, 7, 8, 9, 64, 65} {
		tree, leaves, signed := plant(t, key, size)
		for n, leaf := range leaves {
			p, err := Prove(int64(n), leaf, signed, int64(size), tree)
			if err != nil {
				t.Fatal(err)
			}
			again, err := ParseProof(p.Bytes())
			if err != nil || !bytes.Equal(again.Bytes(), p.Bytes()) {
				t.Fatalf("leaf %d of %d: %v", n, size, err)
			}
			got, c, err := again.Check(keys)
			if err != nil || got.ID != fmt.Sprint(n) || c.Size != int64(size) {
				t.Errorf("leaf %d of %d: %+v of %d, %v", n, size, got, c.Size, err)
			}
			again.Index++
			if _, _, err := again.Check(keys); !errors.Is(err, ErrProof) {
				t.Errorf("leaf %d of %d under another number: %v", n, size, err)
			}
		}
	}
}

func TestProofsThatAreNone(t *testing.T) {
	t.Parallel()
	key, keys := testKey(t, "desk.example/log", 1)
	_, others := testKey(t, "desk.example/log", 2)
	tree, leaves, signed := plant(t, key, 9)
	p, err := Prove(4, leaves[4], signed, 9, tree)
	if err != nil {
		t.Fatal(err)
	}
	whole := string(p.Bytes())
	if _, _, err := p.Check(others); !errors.Is(err, ErrCheckpoint) || !strings.Contains(err.Error(), key.Signer.Name()) {
		t.Errorf("with another key: %v", err)
	}
	if _, err := Prove(9, leaves[4], signed, 9, tree); err == nil {
		t.Error("a leaf beyond the tree was proved")
	}
	if _, err := Prove(4, leaves[4], signed, 9, tree[:5]); !errors.Is(err, ErrDamaged) {
		t.Errorf("hashes that are gone: %v", err)
	}
	for what, file := range map[string]string{
		"nothing":                "",
		"another format":         strings.Replace(whole, "@v1", "@v2", 1),
		"no leaf":                strings.Replace(whole, "extra ", "extr ", 1),
		"no number":              strings.Replace(whole, "index 4", "index", 1),
		"a number with a zero":   strings.Replace(whole, "index 4", "index 04", 1),
		"a number below 0":       strings.Replace(whole, "index 4", "index -4", 1),
		"no checkpoint":          whole[:strings.Index(whole, "\n\n")],
		"a hash too short":       strings.Replace(whole, "\nindex 4\n", "\nindex 4\nAAAA\n", 1),
		"a line end of Windows":  strings.ReplaceAll(whole, "\n", "\r\n"),
		"a thousand hashes":      strings.Replace(whole, "\nindex 4\n", "\nindex 4\n"+strings.Repeat(strings.Repeat("A", 43)+"=\n", 1000), 1),
		"more than can be meant": whole + strings.Repeat("x", maxProof),
	} {
		if p, err := ParseProof([]byte(file)); err == nil {
			if _, _, err = p.Check(keys); err == nil {
				t.Errorf("%s: it holds", what)
			}
		} else if !errors.Is(err, ErrProof) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestCheckpointsThatAreNone(t *testing.T) {
	t.Parallel()
	key, keys := testKey(t, "desk.example/log", 1)
	sign := func(text string) []byte {
		signed, err := note.Sign(&note.Note{Text: text}, key.Signer)
		if err != nil {
			t.Fatal(err)
		}
		return signed
	}
	root := strings.Repeat("A", 43) + "=\n"
	for what, text := range map[string]string{
		"too few lines": "desk.example/log\n3\n", "of another log": "other.example/log\n3\n" + root, "no number": "desk.example/log\nx\n" + root,
		"below zero": "desk.example/log\n-1\n" + root, "a zero before": "desk.example/log\n03\n" + root, "a root too short": "desk.example/log\n3\nAAAA\n",
		"no name": "\n3\n" + root,
	} {
		if c, err := OpenCheckpoint(sign(text), keys); !errors.Is(err, ErrCheckpoint) {
			t.Errorf("%s: %+v, %v", what, c, err)
		}
	}
	// Further lines may come; they mean nothing here.
	if c, err := OpenCheckpoint(sign("desk.example/log\n3\n"+root+"more\n"), keys); err != nil || c.Size != 3 {
		t.Errorf("with a line more: %+v, %v", c, err)
	}
	if _, err := OpenCheckpoint([]byte(strings.Repeat("x", maxCheckpoint+1)), keys); !errors.Is(err, ErrCheckpoint) {
		t.Errorf("endless: %v", err)
	}
	for _, name := range []string{"", "two words", "a+b"} {
		if _, err := NewLogKey(name, make([]byte, 32)); err == nil {
			t.Errorf("a log is called %q", name)
		}
	}
	if _, err := NewLogKey("desk.example/log", make([]byte, 31)); err == nil {
		t.Error("a key was made of 31 bytes")
	}
	if text := fmt.Sprintf("%v %+v %#v %s", key, key, key, key.Signer); strings.Contains(text, strings.Repeat("1 ", 8)) || strings.Contains(text, "0x1, 0x1, 0x1") {
		t.Errorf("a key shows its secret: %s", text)
	}
}

// FuzzProof: no file makes the check fail otherwise than in its own words, and a file that is read is written again
// as it was.
func FuzzProof(f *testing.F) {
	key, keys := testKey(f, "desk.example/log", 1)
	tree, leaves, signed := plant(f, key, 9)
	for n, leaf := range leaves {
		p, err := Prove(int64(n), leaf, signed, 9, tree)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(p.Bytes())
	}
	f.Add([]byte("c2sp.org/tlog-proof@v1\nextra \nindex 0\n\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		p, err := ParseProof(file)
		if err != nil {
			if !errors.Is(err, ErrProof) {
				t.Errorf("%v", err)
			}
			return
		}
		if !bytes.Equal(p.Bytes(), file) {
			t.Errorf("read and written again it differs")
		}
		if leaf, _, err := p.Check(keys); err != nil && !errors.Is(err, ErrProof) && !errors.Is(err, ErrCheckpoint) {
			t.Errorf("%v", err)
		} else if err == nil && !bytes.HasPrefix(leaves[p.Index], leaf.Bytes()) {
			t.Errorf("a leaf that is none holds: %+v", leaf)
		}
	})
}

// alike is a tree whose leaves are all the same, so each level has one hash: a tree of any size without the memory.
type alike [64]Hash

func (a *alike) ReadHashes(indexes []int64) ([]Hash, error) {
	out := make([]Hash, len(indexes))
	for k, i := range indexes {
		level, _ := tlog.SplitStoredHashIndex(i)
		out[k] = a[level]
	}
	return out, nil
}

// BenchmarkProof makes and checks the proof of a leaf in the middle of a tree, and tells how long its file is. What
// reading the hashes costs is the store's: see BenchmarkProve in db.
func BenchmarkProof(b *testing.B) {
	key, keys := testKey(b, "desk.example/log", 1)
	leaf := []byte("shinsa log leaf v1\nid 1\nat 2026-04-01T09:30:00.250000Z\nact decision.made\n")
	tree := &alike{LeafHash(leaf)}
	for level := 1; level < len(tree); level++ {
		tree[level] = tlog.NodeHash(tree[level-1], tree[level-1])
	}
	for _, size := range []int64{1_000, 1_000_000, 10_000_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			root, err := tlog.TreeHash(size, tree)
			if err != nil {
				b.Fatal(err)
			}
			signed, err := Checkpoint{key.Signer.Name(), size, root}.Sign(key.Signer)
			if err != nil {
				b.Fatal(err)
			}
			var file []byte
			for b.Loop() {
				p, err := Prove(size/2, leaf, signed, size, tree)
				if err != nil {
					b.Fatal(err)
				}
				if _, _, err := p.Check(keys); err != nil {
					b.Fatal(err)
				}
				file = p.Bytes()
			}
			b.ReportMetric(float64(len(file)), "bytes/file")
			b.ReportMetric(float64(bits.Len64(uint64(size))), "levels")
		})
	}
}
