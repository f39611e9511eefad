package kinds

import (
	"cmp"
	"embed"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"shinsa/review/yamlfile"
)

//go:embed data/*.yaml
var embedded embed.FS

// Set is the kinds in force. It never changes and is safe for concurrent use.
type Set struct {
	kinds []*Kind // in the order of lists
}

// Kind finds a kind by its id.
func (s *Set) Kind(id string) (*Kind, bool) {
	return find(s.kinds, func(k *Kind) bool { return k.ID == id })
}

// All returns every kind in the order of lists. The slice is the caller's, the kinds are shared.
func (s *Set) All() []*Kind { return slices.Clone(s.kinds) }

// Offered returns the kinds that an applicant may choose on the calendar day of the time, in that time's own
// time zone. Where enabled is not empty, only kinds named in it are offered; an unknown name in it means
// nothing.
func (s *Set) Offered(on time.Time, enabled []string) []*Kind {
	var offered []*Kind
	for _, k := range s.kinds {
		if k.Offered.Contains(on) && (len(enabled) == 0 || slices.Contains(enabled, k.ID)) {
			offered = append(offered, k)
		}
	}
	return offered
}

// Load reads the embedded kinds and then those of the overlay, an operator's folder with one file per kind;
// a kind there replaces the embedded one of the same id. Folders within it and files that do not end in
// .yaml are not read. An overlay of nil is none. If anything is wrong the error is a *LoadError with every
// problem, and there is no set.
//
// An item that depends on a setting is there only when the setting is among those that are on; a kind has
// another version with it than without.
func Load(words Words, overlay fs.FS, on ...string) (*Set, error) {
	set, problems := Check(words, overlay, on...)
	if len(problems) > 0 {
		return nil, &LoadError{Problems: problems}
	}
	return set, nil
}

// Check reads the kinds as Load does and returns those that are sound together with everything that is wrong
// with the others, in the order of files and lines. `shinsa kinds check` prints it.
func Check(words Words, overlay fs.FS, on ...string) (*Set, []Problem) {
	shipped, _ := fs.Sub(embedded, "data") // cannot fail: the folder is compiled in
	byID, problems := map[string]*Kind{}, []Problem(nil)
	for _, folder := range []fs.FS{shipped, overlay} {
		if folder == nil {
			continue
		}
		kinds, found := readFolder(folder, words, on)
		problems = append(problems, found...)
		for _, k := range kinds {
			byID[k.ID] = k
		}
	}
	set := &Set{}
	for _, k := range byID {
		set.kinds = append(set.kinds, k)
	}
	slices.SortFunc(set.kinds, func(a, b *Kind) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.ID, b.ID))
	})
	return set, problems
}

func readFolder(folder fs.FS, words Words, on []string) (kinds []*Kind, problems []Problem) {
	files, err := fs.ReadDir(folder, ".")
	if err != nil {
		return nil, []Problem{{File: ".", Reason: err.Error()}}
	}
	for _, f := range files {
		if f.IsDir() || path.Ext(f.Name()) != ".yaml" {
			continue
		}
		k, found := readFile(folder, f.Name(), words, on)
		if problems = append(problems, found...); len(found) == 0 {
			kinds = append(kinds, k)
		}
	}
	return kinds, problems
}

func readFile(folder fs.FS, name string, words Words, on []string) (*Kind, []Problem) {
	if info, err := fs.Stat(folder, name); err == nil && info.Size() > yamlfile.Largest {
		return nil, []Problem{yamlfile.TooLarge(name)}
	}
	data, err := fs.ReadFile(folder, name)
	if err != nil {
		return nil, []Problem{{File: name, Reason: err.Error()}}
	}
	k, lines, problems := parse(name, data)
	if k == nil {
		return nil, problems
	}
	found, missing := gather(k, words, name, lines)
	problems = append(problems, missing...)
	yamlfile.Sort(problems)
	if len(problems) > 0 {
		return nil, problems
	}
	k.choose(on)
	found.keep(k.wordIDs())
	if err := k.seal(found); err != nil {
		return nil, []Problem{{File: name, Reason: err.Error()}}
	}
	return k, nil
}

// gather takes the kind's words out of the catalogue, in every language that it speaks.
func gather(k *Kind, words Words, file string, lines map[string]int) (SnapshotWords, []Problem) {
	found, missing := SnapshotWords{}, map[string][]string{}
	for _, lang := range words.Languages() {
		found[lang] = map[string]string{}
		for id := range lines {
			text, ok := words.Lookup(lang, id)
			if !ok {
				missing[id] = append(missing[id], lang)
			}
			found[lang][id] = text
		}
	}
	var problems []Problem
	for _, id := range k.wordIDs() {
		if langs := missing[id]; langs != nil {
			problems = append(problems, Problem{File: file, Line: lines[id], Reason: "the word " + id + " is missing in " + strings.Join(langs, ", ")})
			delete(missing, id)
		}
	}
	return found, problems
}

// choose leaves out the items of settings that are not on, and regions that only they look at.
func (k *Kind) choose(on []string) {
	var gone []string
	k.Checklist = slices.DeleteFunc(k.Checklist, func(i Item) bool {
		off := i.setting != "" && !slices.Contains(on, i.setting)
		if off {
			gone = append(gone, i.ID)
		}
		return off
	})
	for _, s := range k.Sides {
		for _, id := range gone {
			delete(s.Regions, id)
		}
	}
}

// keep leaves out words of what was left out.
func (w SnapshotWords) keep(ids []string) {
	for _, texts := range w {
		maps.DeleteFunc(texts, func(id, _ string) bool { return !slices.Contains(ids, id) })
	}
}
