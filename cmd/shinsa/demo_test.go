package main

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestADemonstrationIsReadyToWorkWith(t *testing.T) {
	t.Parallel()
	p := started(t, "demo", "--submissions", "6", "--images", "2")
	said := p.out.String()
	password := regexp.MustCompile(`(?m)^ *password for all: (\S+)$`).FindStringSubmatch(said)
	if password == nil || len(password[1]) < 12 {
		t.Fatalf("no password of its own:\n%s", said)
	}
	if !strings.Contains(p.err.String(), "Made 6 fictional submissions") {
		t.Errorf("it does not say how far it is: %q", p.err.String())
	}
	for _, path := range []string{"/healthz", "/readyz", "/", "/apply"} {
		if got := status(p.url + path); got != http.StatusOK {
			t.Errorf("%s answers %d", path, got)
		}
	}
	for email, home := range map[string]string{
		"reviewer@example.com": "/queue", "reviewer2@example.com": "/queue", "supervisor@example.com": "/queue",
		"support@example.com": "/lookup", "admin@example.com": "/staff",
	} {
		if !strings.Contains(said, email) {
			t.Errorf("%s is not among what it prints", email)
		}
		v := newVisitor(p.url)
		if err := v.signIn(email, password[1], home); err != nil {
			t.Errorf("%s: %v", email, err)
		} else if err := v.sees(home, "demo-band"); err != nil {
			t.Errorf("the page does not say that it is a demonstration: %v", err)
		}
	}
	ended := p.stop().fine(t)
	if _, err := os.Stat(dataOf(t, p)); err == nil {
		t.Errorf("the temporary folder is still there\n%s", ended.err)
	}
}

// dataOf is the temporary folder of a demonstration.
func dataOf(t *testing.T, p *program) string {
	t.Helper()
	var tmp string
	for _, e := range p.cmd.Env {
		if dir, ok := strings.CutPrefix(e, "TMPDIR="); ok {
			tmp = dir
		}
	}
	found, err := filepath.Glob(filepath.Join(tmp, "shinsa-demo-*"))
	if err != nil || len(found) > 1 {
		t.Fatal(found, err)
	}
	return strings.Join(found, "")
}

func TestADemonstrationKeepsItsSubmissions(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	env := []string{"SHINSA_DEMO_PASSWORD=" + demoPassword, "SHINSA_DATA=" + data, "SHINSA_SUBMISSIONS=3", "SHINSA_IMAGES=1", "SHINSA_ADDR=127.0.0.1:0"}
	first := launch(t, env, "demo").ready()
	v := newVisitor(first.url)
	link, ref, err := v.applies(nil)
	if err != nil {
		t.Fatal(err)
	}

	// A second one on the same data would hold what the first does not see.
	launch(t, env, "demo").wait().refused(t, "another process is serving", "shinsa.db")
	launch(t, append(env, operatorEnv...), "serve").wait().refused(t, "another process is serving")
	first.stop().fine(t)

	second := launch(t, env, "demo", "--submissions", "50").ready()
	if strings.Contains(second.err.String(), "Making fictional") {
		t.Error("it was filled again")
	}
	v.base = second.url
	if err := v.sees(link, ref); err != nil {
		t.Errorf("what was sent to the first one: %v", err)
	}
	reviewer := newVisitor(second.url)
	if err := reviewer.signIn("reviewer@example.com", demoPassword, "/queue"); err != nil {
		t.Fatal(err)
	}
	if err := reviewer.picture("/submissions/" + ref + "/images/front?size=full"); err != nil {
		t.Error(err)
	}
	second.stop().fine(t)

	// Under serve it stays a demonstration, which may do without throttles but not be reached from outside.
	served := launch(t, append(env, append(operatorEnv, "SHINSA_RATE_LIMIT=off")...), "serve").ready()
	v.base = served.url
	if err := v.sees(link, "demo-band"); err != nil {
		t.Error(err)
	}
	served.stop().fine(t)
	launch(t, append(env, append(operatorEnv, "SHINSA_ADDR=0.0.0.0:0", "SHINSA_PUBLIC_URL=https://desk.example")...), "serve").wait().
		refused(t, "loopback only")
}

const demoPassword = "demo-Passw0rd-of-the-tests"

// operatorEnv is what serve needs to know of the operator.
var operatorEnv = []string{
	"SHINSA_OPERATOR_NAME=Hoshizora Mobile", "SHINSA_OPERATOR_CONTACT=0120-000-000", "SHINSA_DESK_HOURS=9:00–17:00", "SHINSA_PURPOSE=to test",
}

// operatorArgs is the same as flags.
var operatorArgs = []string{
	"--operator-name", "Hoshizora Mobile", "--operator-contact", "0120-000-000", "--desk-hours", "9:00–17:00", "--purpose", "to test",
}

func TestADemonstrationAnswersOnLoopbackOnly(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:8080", "desk.example:80", "localhost.example:80"} {
		shinsa(t, "demo", "--data", filepath.Join(t.TempDir(), "data"), "--addr", addr).refused(t, "loopback")
	}
	p := started(t, "demo", "--submissions", "0")
	req, err := http.NewRequest(http.MethodGet, p.url+"/", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = "desk.example" // as a page elsewhere would make a browser ask
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("another host's name answers %d, want 421", res.StatusCode)
	}
}

func TestADemonstrationTakesNoOtherStore(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "data")
	typing(t, "a long enough secret\n", "staff", "add", "admin@operator.example", "--role", "admin", "--password-stdin", "--data", data).fine(t)
	shinsa(t, "demo", "--data", data, "--addr", "127.0.0.1:0").refused(t, "not a demonstration's")
	// Also where its key lies elsewhere, which demo does not ask for.
	if err := os.Rename(data+".key", data+".key.away"); err != nil {
		t.Fatal(err)
	}
	shinsa(t, "demo", "--data", data, "--addr", "127.0.0.1:0").refused(t, "not a demonstration's")
	if _, err := os.Stat(data + ".key"); err == nil {
		t.Error("it made a key for the store of somebody else")
	}
}

// A database outlives the temporary folder with the keys of a demonstration.
func TestADemonstrationWithoutItsKeys(t *testing.T) {
	t.Parallel()
	database := "sqlite:" + filepath.Join(t.TempDir(), "demo.db")
	started(t, "demo", "--submissions", "0", "--database", database).stop().fine(t)
	shinsa(t, "demo", "--submissions", "0", "--database", database, "--addr", "127.0.0.1:0", "--data", filepath.Join(t.TempDir(), "data")).
		refused(t, "keys of this demonstration", "--data")
}

// A decision's mail stands on the demonstration's outbox page after its ten seconds.
func TestADemonstrationShowsItsMails(t *testing.T) {
	t.Parallel()
	p := launch(t, []string{"SHINSA_DEMO_PASSWORD=" + demoPassword}, "demo", "--submissions", "0", "--addr", "127.0.0.1:0").ready()
	link, ref, err := newVisitor(p.url).applies(url.Values{"email": {"maria@example.org"}})
	if err != nil {
		t.Fatal(err)
	}
	reviewer := newVisitor(p.url)
	if err := reviewer.signIn("reviewer@example.com", demoPassword, "/queue"); err != nil {
		t.Fatal(err)
	}
	for _, subject := range []string{"Your application " + ref, "We have received your application " + ref} {
		eventually(t, subject, func() bool { return reviewer.sees("/outbox", subject) == nil })
	}
	if err := reviewer.sees("/outbox", p.url+link); err != nil {
		t.Error(err)
	}
}
