package kinds_test

import (
	"bytes"
	"reflect"
	"regexp"
	"testing"
	"testing/fstest"

	"shinsa/review/kinds"
)

func TestASnapshotGivesTheKindBack(t *testing.T) {
	t.Parallel()
	for _, k := range load(t).All() {
		back, words, err := kinds.ParseSnapshot(k.Snapshot())
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(k, back) {
			t.Errorf("%s: got %+v\nwant %+v", k.ID, back, k)
		}
		if _, ok := words.Lookup("ja", k.NameID()); !ok || back.Text("ja", k.NoteID()) == k.NoteID() {
			t.Errorf("%s: the words are not in the snapshot", k.ID)
		}
		if !regexp.MustCompile(`^[0-9a-f]{12}$`).MatchString(k.Version) {
			t.Errorf("%s: version %q", k.ID, k.Version)
		}
	}
}

func TestASnapshotCannotBeChangedThroughItsBytes(t *testing.T) {
	t.Parallel()
	k := load(t).All()[0]
	k.Snapshot()[0] = 'X'
	if k.Snapshot()[0] == 'X' {
		t.Error("the bytes are shared")
	}
}

func TestTheVersionFollowsStructureAndWords(t *testing.T) {
	t.Parallel()
	version := func(words kinds.Words, overlay fstest.MapFS) string {
		set, err := kinds.Load(words, overlay)
		if err != nil {
			t.Fatal(err)
		}
		k, _ := set.Kind("special-permanent-resident-certificate")
		return k.Version
	}
	plain := version(catalogue(t), fstest.MapFS{})
	if again := version(catalogue(t), fstest.MapFS{}); again != plain {
		t.Errorf("the same kind has the versions %s and %s", plain, again)
	}
	other := catalogue(t)
	other["ja"]["item.legible.hint"] = "別の説明"
	if version(other, fstest.MapFS{}) == plain {
		t.Error("a changed word left the version as it was")
	}
	unrelated := catalogue(t)
	unrelated["ja"]["item.stay-current.hint"] = "在留カードだけの説明"
	if version(unrelated, fstest.MapFS{}) != plain {
		t.Error("a word of another kind changed the version")
	}
}

func TestTextFallsBack(t *testing.T) {
	t.Parallel()
	k := load(t).All()[0]
	same(t, "unknown language", k.Text("vi", "side.front.name"), "Front")
	same(t, "unknown id", k.Text("ja", "no.such"), "no.such")
}

func FuzzParseSnapshot(f *testing.F) {
	for _, k := range load(f).All() {
		f.Add(k.Snapshot())
	}
	f.Add([]byte(`{"format":1,"kind":{"id":"x","fields":[{"id":"a","pattern":"("}]}}`))
	f.Add([]byte(`{"format":1,"kind":{"id":"x","fields":null},"words":{"en":null}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		k, words, err := kinds.ParseSnapshot(data)
		if err != nil {
			return
		}
		if !bytes.Equal(k.Snapshot(), data) || len(k.Version) != 12 {
			t.Errorf("the bytes were not kept")
		}
		k.Text("ja", k.NameID())
		words.Languages()
	})
}
