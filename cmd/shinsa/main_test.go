package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// childMark makes the test's own binary act as shinsa, so that tests have a process to kill and need not
// build one.
const childMark = "SHINSA_TEST_IS_SHINSA"

// prepareChild is done in such a process before it is shinsa.
var prepareChild = func() {}

func TestMain(m *testing.M) {
	if os.Getenv(childMark) != "" {
		prepareChild()
		main()
	}
	for _, name := range flagVariables() { // what the developer's shell has set is not for the tests
		os.Unsetenv(name)
	}
	os.Exit(m.Run())
}

// patience bounds every wait, for a machine that does much else at the same time.
const patience = 60 * time.Second

// eventually waits until something is so.
func eventually(t *testing.T, what string, so func() bool) {
	t.Helper()
	end, look := time.After(patience), time.NewTicker(20*time.Millisecond)
	defer look.Stop()
	for !so() {
		select {
		case <-end:
			t.Fatalf("not within %v: %s", patience, what)
		case <-look.C:
		}
	}
}

// said is what a command wrote.
type said struct {
	code     int
	out, err string
}

// shinsa runs a command in this process.
func shinsa(t *testing.T, args ...string) said { t.Helper(); return typing(t, "", args...) }

// typing runs a command with a standard input.
func typing(t *testing.T, input string, args ...string) said {
	t.Helper()
	var out, err bytes.Buffer
	code := run(t.Context(), args, console{out: &out, err: &err, in: strings.NewReader(input)})
	return said{code, out.String(), err.String()}
}

// fine checks that a command did its work.
func (s said) fine(t *testing.T) said {
	t.Helper()
	if s.code != 0 {
		t.Fatalf("exit code %d\n%s%s", s.code, s.out, s.err)
	}
	return s
}

// refused checks that a command ended with exit code 2 and one line that says the words.
func (s said) refused(t *testing.T, words ...string) {
	t.Helper()
	text, ended := strings.CutSuffix(s.err, "\n")
	if s.code != 2 || !ended || strings.Contains(text, "\n") || !strings.HasPrefix(text, "shinsa: ") {
		t.Fatalf("exit code %d, want 2 and one line\n%s", s.code, s.err)
	}
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("the line lacks %q: %s", w, text)
		}
	}
	for _, noise := range []string{"goroutine", "panic", ".go:", "%!"} {
		if strings.Contains(text, noise) {
			t.Errorf("the line has %q: %s", noise, text)
		}
	}
}

// program is shinsa as a process of its own.
type program struct {
	t    *testing.T
	url  string // http://127.0.0.1:PORT, once it is ready
	cmd  *exec.Cmd
	out  lines
	err  lines
	done chan struct{} // closed when it has ended
}

// lines is a buffer that may be read while it is written.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// launch starts shinsa with an environment of its own. It is killed at the end of the test.
func launch(t *testing.T, env []string, args ...string) *program {
	t.Helper()
	p := &program{t: t, cmd: exec.Command(os.Args[0], args...), done: make(chan struct{})}
	p.cmd.Env = append([]string{childMark + "=1", "PATH=" + os.Getenv("PATH"), "TMPDIR=" + t.TempDir()}, env...)
	p.cmd.Stdout, p.cmd.Stderr = &p.out, &p.err
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { defer close(p.done); _ = p.cmd.Wait() }()
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("shinsa %s\n%s%s", strings.Join(args, " "), tail(p.out.String()), tail(p.err.String()))
		}
	})
	return p
}

// started launches a server and waits until it is ready. It listens where the system likes.
func started(t *testing.T, args ...string) *program {
	t.Helper()
	return launch(t, nil, append(args, "--addr", "127.0.0.1:0")...).ready()
}

var address = regexp.MustCompile(`127\.0\.0\.1:\d+`)

// ready waits until the server says where it is and answers.
func (p *program) ready() *program {
	p.t.Helper()
	eventually(p.t, "the server says its address", func() bool {
		p.url = "http://" + address.FindString(p.out.String())
		return p.url != "http://" || p.ended()
	})
	eventually(p.t, "the server is ready", func() bool { return status(p.url+"/readyz") == http.StatusOK || p.ended() })
	if p.ended() {
		p.t.Fatalf("it ended\n%s%s", p.out.String(), p.err.String())
	}
	return p
}

func (p *program) ended() bool {
	select {
	case <-p.done:
		return true
	default:
		return false
	}
}

// kill ends it as a power cut does.
func (p *program) kill() {
	_ = p.cmd.Process.Kill()
	<-p.done
}

// stop asks it to end and returns what it said.
func (p *program) stop() said {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		p.t.Fatal(err)
	}
	return p.wait()
}

// wait waits for its end.
func (p *program) wait() said {
	p.t.Helper()
	select {
	case <-p.done:
	case <-time.After(patience):
		p.t.Fatalf("it did not end within %v\n%s%s", patience, p.out.String(), p.err.String())
	}
	return said{p.cmd.ProcessState.ExitCode(), p.out.String(), p.err.String()}
}

// status is the answer's status; 0 when there was none.
func status(url string) int {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, res.Body)
	return res.StatusCode
}

func tail(s string) string {
	if len(s) > 4000 {
		return "… " + s[len(s)-4000:]
	}
	return s
}
