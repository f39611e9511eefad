package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The example of docs/examples/nginx.conf, with other ports, paths and a certificate made here.
func TestBehindNginx(t *testing.T) {
	t.Parallel()
	nginx, err := exec.LookPath("nginx")
	if err != nil {
		nginx = "/usr/sbin/nginx"
		if _, err := os.Stat(nginx); err != nil {
			t.Skip("skipped: nginx is not installed")
		}
	}
	const name = "desk.operator.example"
	dir := t.TempDir()
	roots := writeCertificate(t, dir, name)
	secure, plain := freePort(t), freePort(t)
	public := "https://" + name
	data := newStore(t)
	addStaff(t, data, "aiko@operator.example", "reviewer")
	server := started(t, serveArgs(data, "--public-url", public, "--trusted-proxies", "127.0.0.1")...)

	example, err := os.ReadFile("../../docs/examples/nginx.conf")
	if err != nil {
		t.Fatal(err)
	}
	site := string(example)
	for _, change := range [][2]string{
		{"listen 443 ssl http2;", "listen 127.0.0.1:" + secure + " ssl http2;"}, {"listen 80;", "listen 127.0.0.1:" + plain + ";"},
		{"/etc/ssl/", dir + "/"}, {"/var/log/nginx/", dir + "/"}, {"http://127.0.0.1:8080;", server.url + ";"},
	} {
		if !strings.Contains(site, change[0]) {
			t.Fatalf("the example has no %q", change[0])
		}
		site = strings.ReplaceAll(site, change[0], change[1])
	}
	write(t, filepath.Join(dir, "site.conf"), site)
	user := ""
	if os.Getuid() == 0 {
		user = "user root;" // its workers would not reach the test's folder
	}
	temporary := []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}
	conf := fmt.Sprintf("%s\ndaemon off; worker_processes 1; pid %s/nginx.pid; error_log %[2]s/main.log warn;\nevents {}\nhttp {\n", user, dir)
	for _, kind := range temporary {
		conf += fmt.Sprintf("%s_temp_path %s/temp/%[1]s;\n", kind, dir)
	}
	write(t, filepath.Join(dir, "nginx.conf"), conf+"include "+dir+"/site.conf;\n}\n")
	write(t, filepath.Join(dir, "temp", "made"), "")
	if out, err := exec.Command(nginx, "-t", "-p", dir, "-c", dir+"/nginx.conf").CombinedOutput(); err != nil {
		t.Fatalf("nginx -t: %v\n%s", err, out)
	}
	var says lines
	proxy := exec.Command(nginx, "-p", dir, "-c", dir+"/nginx.conf")
	proxy.Stdout, proxy.Stderr = &says, &says
	if err := proxy.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = proxy.Process.Signal(syscall.SIGTERM) // its workers end with it
		_ = proxy.Wait()
	})

	through := func() *visitor {
		v := newVisitor(public)
		v.client.Transport = &http.Transport{
			TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true,
			DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
				port := map[string]string{name + ":443": secure, name + ":80": plain}[addr]
				return new(net.Dialer).DialContext(ctx, network, "127.0.0.1:"+port)
			},
		}
		return v
	}
	eventually(t, "nginx answers", func() bool { return through().sees("/", "html") == nil })

	applicant, reviewer := through(), through()
	link, ref, err := applicant.applies(nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := reviewer.signIn("aiko@operator.example", staffPassword, "/queue"); err != nil {
		t.Fatal(err)
	}
	follows := reviewer.follows(t)
	if err := reviewer.claim(ref); err != nil {
		t.Fatal(err)
	}
	follows(ref)
	if err := reviewer.picture("/submissions/" + ref + "/images/front?size=full"); err != nil {
		t.Fatal(err)
	}
	if _, err := reviewer.decide(ref, "approve"); err != nil {
		t.Fatal(err)
	}
	p, err := applicant.get(link)
	if err != nil || p.status != http.StatusOK || p.header.Get("Strict-Transport-Security") == "" {
		t.Errorf("the status: %d, %v, HSTS %q", p.status, err, p.header.Get("Strict-Transport-Security"))
	}
	// The size that is let through, and what is answered beyond: shinsa's words, then nginx's.
	other, err := applicant.draft()
	if err != nil {
		t.Fatal(err)
	}
	if err := applicant.add(other, "front", padded(9_900_000)); err != nil {
		t.Errorf("a picture of 9.9 MB: %v", err)
	}
	for size, words := range map[int]string{11_000_000: "too large", 13_000_000: ""} {
		p, err := applicant.upload(other+"/images", map[string][]string{"side": {"back"}}, padded(size))
		if err != nil || p.status != http.StatusRequestEntityTooLarge && p.status != http.StatusUnprocessableEntity || !strings.Contains(p.text(), words) {
			t.Errorf("a picture of %d bytes: %d, %v: %s", size, p.status, err, p.text())
		}
	}
	insecure := through()
	insecure.base = "http://" + name
	if p, err := insecure.get("/apply"); err != nil || p.status != http.StatusMovedPermanently || p.header.Get("Location") != public+"/apply" {
		t.Errorf("without TLS: %d to %q, %v", p.status, p.header.Get("Location"), err)
	}
	server.stop().fine(t)
	if p, err := applicant.get(link); err != nil || p.status != http.StatusBadGateway {
		t.Errorf("while shinsa is away: %d, %v", p.status, err)
	}
	noTraces(t, dir, strings.TrimPrefix(link, "/a/"), says.String())
}

// follows opens a stream of what changes, over HTTP/2, and returns a function that reads it until something is told of
// a submission.
func (v *visitor) follows(t *testing.T) func(ref string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, v.base+"/desk/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept", "text/event-stream")
	client := *v.client
	client.Timeout = 0
	answer, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = answer.Body.Close() })
	if answer.StatusCode != http.StatusOK || answer.ProtoMajor != 2 {
		t.Fatalf("the stream answers %s over %s", answer.Status, answer.Proto)
	}
	lines := bufio.NewScanner(answer.Body)
	return func(ref string) {
		t.Helper()
		for lines.Scan() {
			if strings.HasPrefix(lines.Text(), "data: ") && strings.Contains(lines.Text(), ref) {
				return
			}
		}
		t.Fatalf("the stream ends without a word of %s: %v", ref, lines.Err())
	}
}

// padded is a picture of about so many bytes: comments follow its first marker.
func padded(size int) []byte {
	p := photo()
	b := append([]byte(nil), p[:2]...)
	for len(b)+len(p) < size {
		b = append(append(b, 0xff, 0xfe, 0xff, 0xff), make([]byte, 0xffff-2)...)
	}
	return append(b, p[2:]...)
}

// noTraces looks for a link in what nginx wrote, and for anything that it kept in temporary files.
func noTraces(t *testing.T, dir, link, says string) {
	t.Helper()
	if strings.Contains(says, link) {
		t.Errorf("nginx says the link: %s", says)
	}
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !e.Type().IsRegular() {
			return err
		}
		if strings.HasPrefix(path, filepath.Join(dir, "temp")+string(filepath.Separator)) && e.Name() != "made" {
			t.Errorf("a temporary file: %s", path)
		}
		b, err := os.ReadFile(path)
		if bytes.Contains(b, []byte(link)) {
			t.Errorf("%s holds the link", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return port
}

// writeCertificate makes a certificate for a name, as the example's files.
func writeCertificate(t *testing.T, dir, name string) *x509.CertPool {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	cert := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	write(t, filepath.Join(dir, name+".pem"), string(cert))
	write(t, filepath.Join(dir, name+".key"), string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private})))
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(cert)
	return roots
}
