package browser

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"shinsa/audit"
	"shinsa/review"
)

// TestTheOtherCheckAgrees: the page that checks proofs without anything of ours says of every proof what the program
// says: of one that holds, of those that were changed at any place, and of wrong keys.
func TestTheOtherCheckAgrees(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	ref, _ := d.submission(wish{n: 1})
	id := d.decision("reviewer", ref, review.DecisionForm{Outcome: review.Reject, Reasons: []string{"cropped"}})
	key, err := audit.NewLogKey("desk.example/log", bytes.Repeat([]byte("k"), 32))
	d.must(err)
	other, err := audit.NewLogKey("desk.example/log", bytes.Repeat([]byte("o"), 32))
	d.must(err)
	numbers := audit.Sequencer{Store: d.store, Key: key.Signer, Name: "test", Now: d.clock.now, Term: 1, Batch: 100}
	if n, err := numbers.Step(t.Context()); err != nil || n < 5 {
		t.Fatalf("%d numbered: %v", n, err)
	}
	decision, err := d.store.Decision(t.Context(), id)
	d.must(err)
	entry, salt, err := d.store.DecisionEntry(t.Context(), decision)
	d.must(err)
	made, err := d.store.Prove(t.Context(), entry)
	d.must(err)
	proof := string(made.Bytes())

	b := d.tab(wideLook)
	page, err := filepath.Abs("../../docs/check-proof.html")
	d.must(err)
	b.call("open the page from its file", func(ctx context.Context) error {
		return chromedp.Do(ctx, chromedp.Navigate("file://"+page))
	})
	says := func(what, proof, key string) bool {
		b.until("the page has looked at "+what, fmt.Sprintf(`(() => {
			const [form] = document.forms, result = document.getElementById('result');
			document.getElementById('proof').value = %s; document.getElementById('key').value = %s;
			result.textContent = ''; form.requestSubmit(); return true;
		})()`, js(proof), js(key)))
		b.until("it answers to "+what, `document.getElementById('result').textContent !== ''`)
		return eval[bool](b, `document.getElementById('result').className === 'holds'`)
	}
	holds := func(proof, key string) bool {
		keys, err := audit.Verifiers(key)
		if err != nil {
			return false
		}
		p, err := audit.ParseProof([]byte(proof))
		if err != nil {
			return false
		}
		_, _, err = p.Check(keys)
		return err == nil
	}
	agree := func(what, proof, key string, want bool) {
		t.Helper()
		if ours, theirs := holds(proof, key), says(what, proof, key); ours != want || theirs != want {
			t.Errorf("%s: the program says %t, the page %t (%s), want %t", what, ours, theirs, b.text("#result"), want)
		}
	}
	agree("the proof", proof, key.Verifier, true)
	agree("another key of that name", proof, other.Verifier, false)
	agree("no key", proof, "desk.example/log", false)
	agree("half of it", proof[:len(proof)/2], key.Verifier, false)
	agree("a line more", strings.Replace(proof, "\nindex", "\nextra AAAA\nindex", 1), key.Verifier, false)
	for at := 0; at < len(proof); at += 37 {
		changed := []byte(proof)
		if changed[at] >= 0x80 { // one letter of several bytes is not split: a file of text would not hold it
			continue
		}
		changed[at] = map[bool]byte{true: 'B', false: 'A'}[changed[at] == 'A']
		agree(fmt.Sprintf("byte %d changed", at), string(changed), key.Verifier, false)
	}

	// The test vectors that others write their check against.
	written, err := os.ReadFile("../../docs/log-vectors.json")
	d.must(err)
	var vectors []struct {
		What, Key, Proof string
		Holds            bool
		Open             []struct {
			Salt, Name, Value string
			Opens             bool
		}
	}
	d.must(json.Unmarshal(written, &vectors))
	opens := func(salt, name, value string) bool {
		b.until("it was asked", fmt.Sprintf(`(() => {
			const [, form] = document.forms, opened = document.getElementById('opened');
			document.getElementById('salt').value = %s; document.getElementById('name').value = %s; document.getElementById('value').value = %s;
			opened.textContent = ''; form.requestSubmit(); return true;
		})()`, js(salt), js(name), js(value)))
		b.until("it answers", `document.getElementById('opened').textContent !== ''`)
		return eval[bool](b, `document.getElementById('opened').className === 'holds'`)
	}
	b.until("the other form is open", `(document.querySelector('details').open = true)`)
	for _, v := range vectors {
		agree(v.What, v.Proof, v.Key, v.Holds)
		for _, o := range v.Open {
			if got := opens(o.Salt, o.Name, o.Value); got != o.Opens {
				t.Errorf("%s: %s is %q: the page says %t, want %t", v.What, o.Name, o.Value, got, o.Opens)
			}
		}
	}
	if len(vectors) < 50 {
		t.Errorf("%d vectors", len(vectors))
	}

	// The salt opens what the leaf speaks of.
	agree("the proof", proof, key.Verifier, true)
	for _, c := range []struct {
		value string
		holds bool
	}{{string(id), true}, {string(id) + "x", false}} {
		if got := opens(hex.EncodeToString(salt), "decision", c.value); got != c.holds {
			t.Errorf("%q: %s", c.value, b.text("#opened"))
		}
	}
}
