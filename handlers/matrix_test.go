package handlers

import (
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"shinsa/review"
)

var updateMatrix = flag.Bool("update-matrix", false, "write testdata/matrix.txt anew")

// askers are the columns of the matrix.
var askers = []string{"nobody", "disabled", "no role", "reviewer", "supervisor", "support", "admin"}

const matrixHead = `The answer to every route, in every situation, for everybody who may ask. Written by
` + "`go test ./handlers -run TestMatrix -update-matrix`" + `; read what changes before it is committed.

The numbers are the status of the answer; "login" is 303 to the page where one signs in. "disabled" has the
cookie of an account that was disabled a moment ago, "no role" is signed in and waits for a supervisor's
agreement. "mine", "I" and "my" are the one who asks, in that column; "a colleague" is another reviewer.
A number of 4xx changed nothing in the submission, and an answer of 401 or 404 showed nothing of it, nor did
one of 403 to anybody but reviewers and supervisors.

`

// A matrixRow is one line of the matrix while it is being filled in.
type matrixRow struct {
	route, words string
	cells        []string
}

// TestMatrix asks every route of the table as everybody, in every situation that the answer may depend on,
// over real connections, and compares the answers with testdata/matrix.txt. A route without a line in
// matrixCases fails it.
func TestMatrix(t *testing.T) {
	t.Parallel()
	var (
		mu   sync.Mutex
		rows []*matrixRow
		at   = map[string]*matrixRow{}
		log  safeBuffer
		told []string // what must not be in the log
	)
	for _, r := range matrixRoutes(t) {
		for _, s := range r.situations {
			row := &matrixRow{route: r.words, words: s.words, cells: make([]string, len(askers))}
			rows, at[r.words+"|"+s.words] = append(rows, row), row
		}
	}
	t.Run("as", func(t *testing.T) {
		for column, who := range askers {
			t.Run(who, func(t *testing.T) {
				t.Parallel()
				x := newScene(t, who, &log)
				for _, r := range matrixRoutes(t) {
					for _, s := range r.situations {
						cell := x.ask(r, s)
						mu.Lock()
						at[r.words+"|"+s.words].cells[column] = cell
						mu.Unlock()
					}
				}
				mu.Lock()
				told = append(told, x.secrets...)
				mu.Unlock()
			})
		}
	})
	if t.Failed() {
		return
	}
	compareMatrix(t, matrixHead+matrixText(rows))
	for _, secret := range told {
		if strings.Contains(log.String(), secret) {
			t.Errorf("%q is in the log", secret)
		}
	}
	if !strings.Contains(log.String(), "path=/a/…/submit") {
		t.Error("the log does not say what was asked for")
	}
}

// A matrixRoute is a route with one form that can be sent to it.
type matrixRoute struct {
	route
	words      string // the route, and what the form asks for when there are several
	situations []situation
	form       matrixForm
}

// matrixRoutes pairs the table of routes with matrixCases.
func matrixRoutes(t *testing.T) []matrixRoute {
	t.Helper()
	cases := matrixCases()
	var out []matrixRoute
	for _, r := range (&App{}).table() {
		name := r.method + " " + r.path
		forms, ok := cases[name]
		if !ok {
			t.Errorf("%s has no line in the matrix", name)
		}
		delete(cases, name)
		for _, f := range forms {
			words := name
			if f.words != "" {
				words += " " + f.words
			}
			situations := f.in
			if situations == nil {
				situations = []situation{{"always", nil}}
			}
			out = append(out, matrixRoute{route: r, words: words, situations: situations, form: f})
		}
	}
	for name := range cases {
		t.Errorf("%s is in the matrix and not in the table of routes", name)
	}
	return out
}

// ask arranges a situation, sends the route's form and returns the matrix's cell.
func (x *scene) ask(r matrixRoute, s situation) string {
	x.t.Helper()
	x.begin()
	if s.arrange != nil {
		s.arrange(x)
	}
	x.settleIn()
	before := x.standing()
	a := x.send(r.route, r.form)
	where := fmt.Sprintf("%s, %s: %s", x.who, s.words, a.what)
	if a.status >= 500 || a.status < 200 {
		x.t.Errorf("%s: status %d\n%s\n%s", where, a.status, a.text(), lastLine(x.log.String()))
	}
	if a.status >= 400 && !(strings.Contains(a.body, "<h1") && strings.HasPrefix(a.header.Get("Content-Type"), "text/html")) {
		x.t.Errorf("%s: %d without words: %q", where, a.status, a.body)
	}
	if a.status >= 400 && !reflect.DeepEqual(before, x.standing()) {
		x.t.Errorf("%s: answers %d and changes the submission\n%+v\n%+v", where, a.status, before, x.standing())
	}
	x.checkHeaders(where, r.access, a)
	reads := x.who == "reviewer" || x.who == "supervisor" // may see what a denied act is about
	if a.status == 401 || a.status == 404 || a.status == 403 && !reads {
		for _, secret := range x.sight {
			if strings.Contains(a.body, secret) {
				x.t.Errorf("%s: answers %d and shows %q", where, a.status, secret)
			}
		}
	}
	if a.status == http.StatusSeeOther && strings.HasPrefix(a.location, "/login?next=") {
		return "login"
	}
	return fmt.Sprint(a.status)
}

// checkHeaders holds every answer to what every answer must say.
func (x *scene) checkHeaders(where string, kind access, a answer) {
	x.t.Helper()
	want := map[string]string{
		"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
		"Cache-Control": "no-store", "Cross-Origin-Opener-Policy": "same-origin",
	}
	if kind == byLink {
		want["X-Robots-Tag"] = "noindex"
	}
	for name, part := range want {
		if got := a.header.Get(name); !strings.Contains(got, part) {
			x.t.Errorf("%s (%d): %s is %q", where, a.status, name, got)
		}
	}
	if csp := a.header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
		x.t.Errorf("%s (%d): Content-Security-Policy is %q", where, a.status, csp)
	}
	if to, err := url.Parse(a.location); err != nil || to.IsAbs() || to.Host != "" {
		x.t.Errorf("%s: leads to %q", where, a.location)
	}
}

// matrixText writes the rows. Situations of a route with the same answers stand behind one line of them.
func matrixText(rows []*matrixRow) string {
	var b strings.Builder
	for len(rows) > 0 {
		route := rows[0].route
		n := slices.IndexFunc(rows, func(r *matrixRow) bool { return r.route != route })
		if n < 0 {
			n = len(rows)
		}
		fmt.Fprintf(&b, "%s\n  %s  when\n", route, columns(askers))
		for i, row := range rows[:n] {
			same := func(r *matrixRow) bool { return slices.Equal(r.cells, row.cells) }
			if slices.ContainsFunc(rows[:i], same) {
				continue
			}
			var when []string
			for _, r := range rows[i:n] {
				if same(r) {
					when = append(when, r.words)
				}
			}
			lead := "  " + columns(row.cells) + " "
			for _, line := range wrapped(when, 90) {
				b.WriteString(lead + line + "\n")
				lead = strings.Repeat(" ", len(lead))
			}
		}
		b.WriteString("\n")
		rows = rows[n:]
	}
	return b.String()
}

// wrapped joins words by semicolons into lines of a width.
func wrapped(words []string, width int) []string {
	lines := []string{words[0]}
	for _, w := range words[1:] {
		last := &lines[len(lines)-1]
		*last += ";"
		if len(*last)+len(w) >= width {
			lines = append(lines, w)
		} else {
			*last += " " + w
		}
	}
	return lines
}

func columns(cells []string) string {
	var b strings.Builder
	for _, c := range cells {
		fmt.Fprintf(&b, "%-10s ", c)
	}
	return b.String()
}

func compareMatrix(t *testing.T, got string) {
	t.Helper()
	const file = "testdata/matrix.txt"
	if *updateMatrix {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	stored, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	is, want := strings.Split(got, "\n"), strings.Split(string(stored), "\n")
	route := ""
	for i := range max(len(is), len(want)) {
		var g, w string
		if i < len(is) {
			g = is[i]
		}
		if i < len(want) {
			w = want[i]
		}
		if strings.HasPrefix(g, "GET ") || strings.HasPrefix(g, "POST ") {
			route = g
		}
		if g != w {
			t.Fatalf("%s:%d differs, at %s\n got %s\nwant %s", file, i+1, route, g, w)
		}
	}
}

func lastLine(s string) string {
	lines := strings.Split(strings.TrimSpace(s), "\n")
	return strings.Join(lines[max(0, len(lines)-3):], "\n")
}

// logTo lets a desk write its log to a buffer, whatever the level.
func logTo(b *safeBuffer) func(*Config) {
	return func(c *Config) {
		c.Log = slog.New(slog.NewTextHandler(b, &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
}

// standing is the submission's row as it is, or nil when there is none in the scene.
func (x *scene) standing() *review.Submission {
	x.t.Helper()
	if x.paper == nil {
		return nil
	}
	s, err := x.store.Submission(x.t.Context(), review.SubmissionKey{ID: x.paper.sent.ID})
	if err != nil {
		x.t.Fatal(err)
	}
	return s
}
