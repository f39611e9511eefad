package words

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

//go:embed en/*.yaml ja/*.yaml
var embedded embed.FS

// largestFile bounds one file of an operator's folder, in bytes.
const largestFile = 1 << 20

var (
	idPattern   = regexp.MustCompile(`^[a-z0-9_-]+(\.[a-z0-9_-]+)+$`)
	placeholder = regexp.MustCompile(`\{[a-z][a-z0-9_]*\}`)
	yamlLine    = regexp.MustCompile(`line (\d+): (.*)`)
)

// Problem is one thing that is wrong with a file of words.
type Problem struct {
	File   string // path within its folder, such as ja/kinds.yaml
	Line   int    // from 1; 0 where the file cannot be read at all
	Reason string
}

func (p Problem) String() string {
	if p.Line == 0 {
		return p.File + ": " + p.Reason
	}
	return fmt.Sprintf("%s:%d: %s", p.File, p.Line, p.Reason)
}

// LoadError lists everything that is wrong with the files, in the order of files and lines.
type LoadError struct{ Problems []Problem }

func (e *LoadError) Error() string {
	lines := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		lines[i] = p.String()
	}
	return "words: " + strings.Join(lines, "\n")
}

// Load reads the embedded catalogue and then the overlays, folders of the same shape with the words that
// an operator adds for kinds of his own. A text of a later folder replaces that of an earlier one. What an
// overlay says it must say in every language. A broken file gives a *LoadError that names file, line and
// reason, and no catalogue.
func Load(overlay ...fs.FS) (*Catalogue, error) {
	all := texts{}
	for _, lang := range languages {
		all[lang] = map[string]string{}
	}
	var problems []Problem
	for i, folder := range append([]fs.FS{embedded}, overlay...) {
		if folder == nil {
			continue
		}
		layer, found := readLayer(folder)
		problems = append(problems, found...)
		if i > 0 && len(found) == 0 { // else the ids of a broken file would be reported as missing, too
			problems = append(problems, layer.uneven()...)
		}
		for lang, entries := range layer {
			for id, e := range entries {
				all[lang][id] = e.text
			}
		}
	}
	if len(problems) > 0 {
		return nil, &LoadError{Problems: problems}
	}
	return newCatalogue(all), nil
}

// entry is a text and where it stands.
type entry struct {
	text string
	file string
	line int
}

// layer is one folder's words: language → id → entry.
type layer map[string]map[string]entry

func readLayer(folder fs.FS) (layer, []Problem) {
	l, problems := layer{}, []Problem(nil)
	for _, lang := range languages {
		l[lang] = map[string]entry{}
		files, err := fs.ReadDir(folder, lang)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			problems = append(problems, Problem{File: lang, Reason: err.Error()})
			continue
		}
		for _, f := range files {
			if f.IsDir() || path.Ext(f.Name()) != ".yaml" {
				continue
			}
			problems = append(problems, l.read(folder, lang, path.Join(lang, f.Name()))...)
		}
	}
	return l, problems
}

func (l layer) read(folder fs.FS, lang, file string) []Problem {
	info, err := fs.Stat(folder, file)
	if err == nil && info.Size() > largestFile {
		return []Problem{{File: file, Reason: fmt.Sprintf("larger than %d bytes", largestFile)}}
	}
	data, err := fs.ReadFile(folder, file)
	if err != nil {
		return []Problem{{File: file, Reason: err.Error()}}
	}
	entries, problems := parse(file, data)
	for _, e := range entries {
		if before, ok := l[lang][e.id]; ok {
			problems = append(problems, Problem{file, e.line,
				fmt.Sprintf("id %q stands already in %s:%d", e.id, before.file, before.line)})
			continue
		}
		l[lang][e.id] = e.entry
	}
	return problems
}

// uneven reports what one language says and another does not, or says with other placeholders. The form
// for one (id+".one") may be missing: Japanese has no plural.
func (l layer) uneven() []Problem {
	var problems []Problem
	for _, lang := range languages {
		for _, id := range slices.Sorted(maps.Keys(l[lang])) {
			e := l[lang][id]
			for _, other := range languages {
				o, ok := l[other][id]
				if base, isOne := strings.CutSuffix(id, one); !ok && isOne {
					o, ok = l[other][base]
				}
				if !ok {
					problems = append(problems, Problem{e.file, e.line, fmt.Sprintf("id %q has no text in %q", id, other)})
				} else if a, b := placeholders(e.text), placeholders(o.text); lang < other && !slices.Equal(a, b) && !strings.HasSuffix(id, one) {
					problems = append(problems, Problem{e.file, e.line,
						fmt.Sprintf("id %q has the placeholders %v, in %q it has %v", id, a, other, b)})
				}
			}
		}
	}
	return problems
}

func placeholders(text string) []string {
	found := placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

// parsed is an entry with its id.
type parsed struct {
	id string
	entry
}

// parse reads one file. It walks the YAML tree itself, because a decoded map has no lines, hides doubled
// keys and expands aliases.
func parse(file string, data []byte) ([]parsed, []Problem) {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, []Problem{syntaxProblem(file, err)}
	}
	if len(doc.Content) == 0 {
		return nil, nil // an empty file, or only comments
	}
	root := doc.Content[0]
	if root.Kind != yaml.MappingNode {
		return nil, []Problem{{file, root.Line, "must be a map from id to text"}}
	}
	var (
		entries  []parsed
		problems []Problem
	)
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, val := root.Content[i], root.Content[i+1]
		if reason := wrong(key, val); reason != "" {
			problems = append(problems, Problem{file, key.Line, reason})
			continue
		}
		text := strings.TrimRight(val.Value, "\n")
		entries = append(entries, parsed{key.Value, entry{text, file, key.Line}})
	}
	return entries, problems
}

func wrong(key, val *yaml.Node) string {
	switch {
	case key.Kind != yaml.ScalarNode || !idPattern.MatchString(key.Value):
		return fmt.Sprintf("%q is no id: small letters, digits, - and _, in parts joined by dots", key.Value)
	case val.Kind != yaml.ScalarNode || val.Tag == "!!null":
		return fmt.Sprintf("id %q: the text must be a single string", key.Value)
	case strings.TrimSpace(val.Value) == "":
		return fmt.Sprintf("id %q: the text is empty", key.Value)
	case strings.ContainsAny(placeholder.ReplaceAllString(val.Value, ""), "{}"):
		return fmt.Sprintf("id %q: a brace that is no placeholder like {name}", key.Value)
	}
	return ""
}

// syntaxProblem takes the line out of the YAML library's message, which has no field for it.
func syntaxProblem(file string, err error) Problem {
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		p := Problem{File: file, Reason: m[2]}
		_, _ = fmt.Sscan(m[1], &p.Line)
		return p
	}
	return Problem{File: file, Line: 1, Reason: strings.TrimPrefix(err.Error(), "yaml: ")}
}
