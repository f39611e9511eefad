package kinds_test

import (
	"errors"
	"sync"
	"testing"
	"testing/fstest"

	"shinsa/review/kinds"
)

func TestABrokenFileLeavesTheOldSetInForce(t *testing.T) {
	t.Parallel()
	words, overlay := catalogue(t), fstest.MapFS{}
	live, err := kinds.NewLive(func() (*kinds.Set, error) { return kinds.Load(words, overlay) })
	if err != nil {
		t.Fatal(err)
	}
	if changed, err := live.Reload(); changed || err != nil {
		t.Errorf("nothing changed: got %t, %v", changed, err)
	}
	before := live.Set()
	overlay["resident-card.yaml"] = &fstest.MapFile{Data: []byte("id: resident-card\nsides: []\n")}
	var broken *kinds.LoadError
	if changed, err := live.Reload(); changed || !errors.As(err, &broken) {
		t.Errorf("a broken file: got %t, %v", changed, err)
	}
	if live.Set() != before {
		t.Error("the set in force was replaced by a broken one")
	}
	delete(overlay, "resident-card.yaml")
	words["en"]["side.front.name"] = "Face"
	if changed, err := live.Reload(); !changed || err != nil {
		t.Errorf("a changed word: got %t, %v", changed, err)
	}
	if k, _ := live.Set().Kind("resident-card"); k.Text("en", "side.front.name") != "Face" {
		t.Error("the new words are not in force")
	}
}

func TestABrokenFileAtStartIsAnError(t *testing.T) {
	t.Parallel()
	if live, err := kinds.NewLive(func() (*kinds.Set, error) { return nil, errors.New("broken") }); err == nil || live != nil {
		t.Error("started without kinds")
	}
}

func TestReadersAndReloadsDoNotDisturbEachOther(t *testing.T) {
	t.Parallel()
	words := catalogue(t)
	live, err := kinds.NewLive(func() (*kinds.Set, error) { return kinds.Load(words, nil) })
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for range 50 {
				if _, ok := live.Set().Kind("resident-card"); !ok {
					t.Error("a kind was gone for a moment")
				}
			}
		})
		all.Go(func() {
			if _, err := live.Reload(); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func BenchmarkLoad(b *testing.B) {
	words := catalogue(b)
	for b.Loop() {
		if _, err := kinds.Load(words, nil); err != nil {
			b.Fatal(err)
		}
	}
}
