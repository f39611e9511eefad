package kinds_test

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"shinsa/review/kinds"
)

var update = flag.Bool("update", false, "write the golden messages anew")

// Each file of testdata/broken is wrong in one or several ways; its golden file has what the person who
// wrote it is told.
func TestABrokenFileIsNamedWithLineAndReason(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/broken/*.yaml")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d broken files, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			words := catalogue(t)
			if name := strings.TrimSuffix(filepath.Base(file), ".yaml"); name != "words" {
				for _, lang := range words.Languages() {
					words[lang]["kind."+name+".name"], words[lang]["kind."+name+".note"] = "name", "note"
				}
			}
			set, err := kinds.Load(words, fstest.MapFS{filepath.Base(file): {Data: data}})
			var broken *kinds.LoadError
			if !errors.As(err, &broken) || set != nil {
				t.Fatalf("the file was taken: %v", err)
			}
			for _, p := range broken.Problems {
				if p.File != filepath.Base(file) || p.Line < 1 || p.Reason == "" {
					t.Errorf("no file, line or reason: %+v", p)
				}
			}
			golden := strings.TrimSuffix(file, ".yaml") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(err.Error()+"\n"), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, readErr := os.ReadFile(golden)
			if readErr != nil {
				t.Fatal(readErr)
			}
			same(t, file, err.Error()+"\n", string(want))
		})
	}
}

func TestMissingWordsAreNamedInEachLanguage(t *testing.T) {
	t.Parallel()
	words := catalogue(t)
	delete(words["ja"], "reason.cropped.applicant")
	_, err := kinds.Load(words, nil)
	want := "alien-registration-certificate.yaml:77: the word reason.cropped.applicant is missing in ja"
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestCheckKeepsTheSoundKindsAndNamesTheOthers(t *testing.T) {
	t.Parallel()
	set, problems := kinds.Check(catalogue(t), fstest.MapFS{
		"bad.yaml":        {Data: []byte("id: bad\n")},
		"huge.yaml":       {Data: make([]byte, 300<<10)},
		"empty.yaml":      {Data: []byte("# nothing\n")},
		"notes.txt":       {Data: []byte("not a kind")},
		"words/en/x.yaml": {Data: []byte("a.b: c\n")},
	})
	if got := len(set.All()); got != 4 {
		t.Errorf("%d sound kinds, want the 4 shipped ones", got)
	}
	var files []string
	for _, p := range problems {
		if len(files) == 0 || files[len(files)-1] != p.File {
			files = append(files, p.File)
		}
	}
	same(t, "files with problems", strings.Join(files, " "), "bad.yaml empty.yaml huge.yaml")
	if _, problems := kinds.Check(catalogue(t), os.DirFS("testdata/no-such-folder")); len(problems) != 1 {
		t.Errorf("a missing folder gave %v", problems)
	}
}

// The worked example of docs/kinds.md.
func TestADriversLicenceIsAddedByFilesAlone(t *testing.T) {
	t.Parallel()
	folder := os.DirFS("testdata/drivers-licence")
	set, err := kinds.Load(catalogue(t, os.DirFS("testdata/drivers-licence/words")), folder)
	if err != nil {
		t.Fatal(err)
	}
	k, ok := set.Kind("drivers-licence")
	if !ok || len(set.All()) != 5 {
		t.Fatalf("%d kinds, the licence among them: %t", len(set.All()), ok)
	}
	same(t, "name", k.Text("ja", k.NameID()), "運転免許証")
	number, _ := k.Field("number")
	if !number.Matches("123456789012") || number.Matches("12345678901X") {
		t.Error("a licence number has twelve digits")
	}
	if _, err := kinds.Load(catalogue(t), folder); err == nil {
		t.Error("the licence was taken without its words")
	}
}

func TestAnOverlayReplacesAKind(t *testing.T) {
	t.Parallel()
	shipped, err := os.ReadFile("data/resident-card.yaml")
	if err != nil {
		t.Fatal(err)
	}
	own := strings.Replace(string(shipped), "order: 10\n", "order: 10\nsecond_look: [reject]\noffered: {from: 2026-01-01, until: 2030-12-31}\n", 1)
	set, err := kinds.Load(catalogue(t), fstest.MapFS{"resident-card.yaml": {Data: []byte(own)}})
	if err != nil {
		t.Fatal(err)
	}
	k, _ := set.Kind("resident-card")
	before, _ := load(t).Kind("resident-card")
	if len(k.SecondLook) != 1 || k.Version == before.Version || len(set.All()) != 4 {
		t.Errorf("second look %v, version %s was %s, %d kinds", k.SecondLook, k.Version, before.Version, len(set.All()))
	}
}

// What docs/kinds.md shows of the example is in the example.
func TestTheDocumentShowsTheExample(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../../docs/kinds.md")
	if err != nil {
		t.Fatal(err)
	}
	var example strings.Builder
	for _, name := range []string{"drivers-licence.yaml", "words/en/drivers-licence.yaml", "words/ja/drivers-licence.yaml"} {
		data, err := os.ReadFile(filepath.Join("testdata/drivers-licence", name))
		if err != nil {
			t.Fatal(err)
		}
		example.Write(data)
	}
	blocks := strings.Split(string(doc), "```yaml\n")[1:]
	if len(blocks) < 4 {
		t.Errorf("only %d examples", len(blocks))
	}
	for _, block := range blocks {
		block, _, _ = strings.Cut(block, "```")
		for part := range strings.SplitSeq(block, "…\n") {
			if !strings.Contains(example.String(), part) {
				t.Errorf("not in the example:\n%s", part)
			}
		}
	}
}
