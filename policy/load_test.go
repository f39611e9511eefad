package policy

import (
	"regexp"
	"strings"
	"testing"
)

// TestBrokenTables changes one thing in the built-in files, and expects New to refuse with words that
// name it. A table that is refused cannot answer.
func TestBrokenTables(t *testing.T) {
	t.Parallel()
	swap := func(old, new string) func(string) string {
		return func(s string) string {
			if !strings.Contains(s, old) {
				panic("not in the file: " + old)
			}
			return strings.Replace(s, old, new, 1)
		}
	}
	add := func(line string) func(string) string { return func(s string) string { return s + line + "\n" } }
	same := func(s string) string { return s }
	for _, c := range []struct {
		name         string
		model, table func(string) string
		want         string
	}{
		{"unknown role", same, add("p, boss, queue.see, anyone, any, allow"), `unknown role "boss"`},
		{"unknown action", same, add("p, admin, queue.eat, anyone, any, allow"), `unknown action "queue.eat"`},
		{"unknown who", same, add("p, admin, image.see, friend, any, allow"), `unknown who "friend"`},
		{"unknown stage", same, add("p, admin, image.see, anyone, late, allow"), `unknown stage "late"`},
		{"unknown effect", same, add("p, admin, image.see, anyone, any, permit"), `unknown effect "permit"`},
		{"upper case", same, add("p, admin, image.see, anyone, any, Deny"), `unknown effect "Deny"`},
		{"too few words", same, add("p, admin, image.see, anyone, deny"), "a line is"},
		{"too many words", same, add("p, admin, image.see, anyone, any, deny, really"), "a line is"},
		{"another kind of line", same, add("p2, admin, image.see, anyone, any, deny"), "a line is"},
		{"inheritance of an unknown role", same, add("g, boss, admin"), "a line of inheritance"},
		{"space before a comma", same, add("p, admin , image.see, anyone, any, deny"), "a space before"},
		{"space at the end", same, add("p, admin, image.see, anyone, any, deny "), "a space before"},
		{"open quote", same, add(`p, admin, "image.see, anyone, any, deny`), "policy.csv:"},
		{"a line twice", same, add("p, admin, log.verify, anyone, any, allow"), "the same as line"},
		{"a line behind a wider one", same, add("p, supervisor, queue.see, anyone, any, allow"), "has no effect"},
		{"a line that denies all that another allows", same, add("p, admin, log.verify, anyone, any, deny"), "has no effect"},
		{"a condition of something else", same, add("p, support, link.resend, holder, any, deny"), "has no such condition"},
		{"a stage of something else", same, add("p, support, link.resend, anyone, escalated, deny"), "has no such condition"},
		{"an action that nobody has", same, func(s string) string {
			return regexp.MustCompile(`(?m)^p, supervisor, figures.see.*\n`).ReplaceAllString(s, "")
		}, "no line allows figures.see"},
		{"empty table", same, func(string) string { return "" }, "no line allows"},
		{"a fact that does not exist", swap("r.obj.Holder", "r.obj.Keeper"), same, "Keeper"},
		{"a condition lost in the model", swap(`(p.who == "barred" && r.obj.Barred) || \`, `\`), same, "has no effect"},
		{"a condition turned round", swap(`r.obj.Author == r.sub.ID`, `r.obj.Author != r.sub.ID`), same, "has no effect"},
		{"deny no longer beats allow", swap("&& !some(where (p.eft == deny))", ""), same, "has no effect"},
		{"a matcher that cannot be read", swap("m = r.act", "m = ((r.act"), same, "policy:"},
		{"no matcher", func(s string) string { return s[:strings.Index(s, "[matchers]")] }, same, "policy:"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			g, err := load(c.model(modelConf), c.table(policyCSV))
			if err == nil {
				t.Fatal("accepted")
			}
			if g != nil {
				t.Error("a guard beside an error")
			}
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %q, want %q in it", err, c.want)
			}
		})
	}
}

func TestVersion(t *testing.T) {
	t.Parallel()
	v := Version()
	if !regexp.MustCompile(`^[0-9a-f]{12}$`).MatchString(v) {
		t.Errorf("Version() = %q", v)
	}
	if g := newGuard(t); g.Version() != v {
		t.Errorf("the guard says %q, the package %q", g.Version(), v)
	}
	for _, other := range []string{
		version(modelConf+" ", policyCSV), version(modelConf, policyCSV+" "), version(modelConf+policyCSV[:1], policyCSV[1:]),
	} {
		if other == v {
			t.Error("a changed table has the same version")
		}
	}
}
