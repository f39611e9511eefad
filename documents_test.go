package shinsa_test

import (
	"go/ast"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// read returns a file of the project.
func read(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// documents are all Markdown files.
func documents(t *testing.T) []string {
	t.Helper()
	var all []string
	err := eachFile(func(name string) error {
		if path.Ext(name) == ".md" {
			all = append(all, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

func TestLinksLeadSomewhere(t *testing.T) {
	t.Parallel()
	for _, doc := range documents(t) {
		for _, m := range link.FindAllStringSubmatch(read(t, doc), -1) {
			target, heading, _ := strings.Cut(m[1], "#")
			if strings.Contains(target, "://") || strings.HasPrefix(target, "mailto:") {
				continue
			}
			file := doc
			if target != "" {
				file = path.Join(path.Dir(doc), target)
			}
			if _, err := os.Stat(file); err != nil {
				t.Errorf("%s links to %s, which is not there", doc, m[1])
				continue
			}
			if heading != "" && !slices.Contains(anchors(read(t, file)), heading) {
				t.Errorf("%s links to %s, but there is no such heading", doc, m[1])
			}
		}
	}
}

// anchors are the names that headings have in links.
func anchors(text string) []string {
	var all []string
	fenced := false
	for line := range strings.Lines(text) {
		fenced = fenced != strings.HasPrefix(line, "```")
		heading := strings.TrimLeft(line, "#")
		if fenced || heading == line {
			continue
		}
		kept := strings.Map(func(r rune) rune {
			switch {
			case r == ' ':
				return '-'
			case r == '-', r == '_', r >= 'a' && r <= 'z', r >= '0' && r <= '9', r > 127:
				return r
			}
			return -1
		}, strings.ToLower(strings.TrimSpace(heading)))
		all = append(all, kept)
	}
	return all
}

// named are files of the code as documents name them, from the root.
var named = regexp.MustCompile(`^[a-z0-9_.-]+(/[a-z0-9_.-]+)*/[a-z0-9_.-]+\.(go|csv|conf|sql|txt|templ)$`)

// testName is a test that a document names.
var testName = regexp.MustCompile(`^(Test|Fuzz|Benchmark)[A-Z]\w+$`)

func TestDocumentsNameWhatIsThere(t *testing.T) {
	t.Parallel()
	tests := testNames(t)
	for _, doc := range documents(t) {
		for _, span := range quoted(read(t, doc)) {
			switch {
			case named.MatchString(span):
				if _, err := os.Stat(span); err != nil {
					t.Errorf("%s names %s, which is not there", doc, span)
				}
			case testName.MatchString(span):
				if !tests[span] {
					t.Errorf("%s names %s, which no test is called", doc, span)
				}
			}
		}
	}
}

var testFunc = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Benchmark)\w+)\(`)

func testNames(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{}
	err := eachFile(func(name string) error {
		if !strings.HasSuffix(name, "_test.go") {
			return nil
		}
		b, err := os.ReadFile(name)
		for _, m := range testFunc.FindAllSubmatch(b, -1) {
			all[string(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTheWayOfADecisionIsInTheCode(t *testing.T) {
	t.Parallel()
	functions := map[string]map[string]bool{}
	for _, s := range parsed(t) {
		functions[s.path] = map[string]bool{}
		for _, d := range s.file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				functions[s.path][f.Name.Name] = true
			}
		}
	}
	for _, row := range table(t, "docs/architecture.md", "step", "file", "function") {
		file, function := strings.Trim(row[1], "`"), strings.Trim(row[2], "`")
		if !functions[file][function] {
			t.Errorf("docs/architecture.md: %s has no function %s", file, function)
		}
	}
}

func TestEveryDependencyIsAccountedFor(t *testing.T) {
	t.Parallel()
	required := regexp.MustCompile(`(?m)^\t(\S+) v\S+`).FindAllStringSubmatch(read(t, "go.mod"), -1)
	listed := map[string]bool{}
	for _, row := range table(t, "docs/dependencies.md", "module", "for", "licence", "set aside") {
		for _, m := range quoted(row[0]) {
			listed[m] = true
		}
	}
	used := map[string]bool{}
	for _, i := range allImports(t) {
		of := ""
		for _, r := range required {
			if m := r[1]; (i == m || strings.HasPrefix(i, m+"/")) && len(m) > len(of) {
				of = m
			}
		}
		if of != "" {
			used[of] = true
		}
	}
	for m := range used {
		if !listed[m] {
			t.Errorf("docs/dependencies.md does not say what %s is for", m)
		}
	}
	for m := range listed {
		if !used[m] {
			t.Errorf("docs/dependencies.md lists %s, which nothing imports", m)
		}
	}
}

// allImports are the imports of all Go files, tests included.
func allImports(t *testing.T) []string {
	t.Helper()
	imported := regexp.MustCompile(`(?m)^(?:import )?\t*(?:[\w.]+ )?"([a-z0-9.-]+\.[a-z]+/[^"]+)"`)
	var all []string
	err := eachFile(func(name string) error {
		if path.Ext(name) != ".go" {
			return nil
		}
		b, err := os.ReadFile(name)
		for _, m := range imported.FindAllSubmatch(b, -1) {
			all = append(all, string(m[1]))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTheStaffsWordsAreTheTerms(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("views/words/ja/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatal("no Japanese catalogue", err)
	}
	var catalogue strings.Builder
	for _, f := range files {
		catalogue.WriteString(read(t, f))
	}
	japanese := regexp.MustCompile(`[\p{Han}\p{Hiragana}\p{Katakana}]+`)
	for _, row := range table(t, "docs/terms.md", "word", "Japanese", "what it is") {
		for _, word := range japanese.FindAllString(row[1]+" "+row[2], -1) {
			if !strings.Contains(catalogue.String(), word) {
				t.Errorf("docs/terms.md: %s is %s, which no Japanese text says", row[0], word)
			}
		}
	}
}

// TestOneCommandRunsTheTests holds README, Taskfile and CI together: all run the same.
func TestOneCommandRunsTheTests(t *testing.T) {
	t.Parallel()
	readme := read(t, "README.md")
	for _, command := range []string{"go run ./cmd/shinsa demo", "go test ./...", "go tool -modfile=tools/go.mod task check"} {
		if !strings.Contains(readme, "\n"+command) {
			t.Errorf("README.md does not show %q", command)
		}
	}
	var tasks struct {
		Tasks map[string]struct {
			Desc string
			Cmd  string
		}
	}
	if err := yaml.Unmarshal([]byte(read(t, "Taskfile.yml")), &tasks); err != nil {
		t.Fatal(err)
	}
	for name, task := range tasks.Tasks {
		if task.Desc == "" {
			t.Errorf("Taskfile.yml: %s does not say what it does", name)
		}
	}
	for name, want := range map[string]string{"test": "go test ./...", "check": "bash .ci/run --no-install"} {
		if got := tasks.Tasks[name].Cmd; got != want {
			t.Errorf("Taskfile.yml: %s runs %q, want %q", name, got, want)
		}
	}
	if !strings.Contains(read(t, ".ci/run"), "README.md") {
		t.Error(".ci/run does not take its test command from README.md")
	}
}

// unfit is what no file of the project may say, with the reason.
var unfit = []struct {
	pattern *regexp.Regexp
	why     string
}{
	{regexp.MustCompile(`/(root|home/\w+|Users/\w+|work/main)/`), "a path of somebody's machine"},
	{regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME)\b`), "something left undone: do it, or write down in docs what is missing"},
	{regexp.MustCompile(`(?m)^(<{7}|>{7}) `), "a conflict that was not resolved"},
	{regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY-----`), "a private key"},
}

func TestFilesAreFit(t *testing.T) {
	t.Parallel()
	texts := []string{".go", ".templ", ".md", ".yaml", ".yml", ".sql", ".css", ".js", ".csv", ".conf", ".txt", ".service", ".mod", ""}
	err := eachFile(func(name string) error {
		if !slices.Contains(texts, path.Ext(name)) || name == "documents_test.go" {
			return nil
		}
		b, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for _, u := range unfit {
			if at := u.pattern.FindIndex(b); at != nil {
				line := 1 + strings.Count(string(b[:at[0]]), "\n")
				t.Errorf("%s:%d holds %s: %q", name, line, u.why, b[at[0]:at[1]])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
