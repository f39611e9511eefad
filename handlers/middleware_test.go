package handlers

import (
	"bytes"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/gofiber/fiber/v2"
)

func TestIsLoopback(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{
		"localhost": true, "Localhost:80": true, "127.0.0.1": true, "127.255.0.1:8080": true, "[::1]": true, "[::1]:8080": true, "::ffff:127.0.0.1": true,
		"": false, "[": false, "]": false, "[]": false, "[::1": true, ":": false, ":80": false, "[::]": false, "0.0.0.0": false, "10.0.0.1": false,
		"localhost.": false, "localhost.example": false, "127.0.0.1.example": false, "127.1": false, "0x7f000001": false, "a:b:c": false,
	} {
		if got := isLoopback(host); got != want {
			t.Errorf("isLoopback(%q) = %v", host, got)
		}
	}
}

func TestMaskPath(t *testing.T) {
	t.Parallel()
	const token, once = "rWlLnqXX3bkPkrssWbGWbLSx3FcPjWzy", "0PzZk4U1mVbq3fYJx2C9dR8tN7aHsGwEoLiKyXuTpQM"
	for path, want := range map[string]string{
		"/": "/", "/queue": "/queue", "/a/" + token: "/a/…", "/a/" + token + "/images/front": "/a/…/images/front", "/A/" + token: "/A/…",
		"//a/" + token: "//a/…", "/a//" + token: "/a//…", "/a/./" + token: "/a/…/…", "/x/a/" + token: "/x/a/…", "/" + token: "/…", "/a/short": "/a/…",
		"/a/" + token[:26]: "/a/…", "/welcome/" + once: "/welcome/…", "/Reset/" + once + "/": "/Reset/…/", "/apply/" + token + "%20": "/apply/…",
		"/submissions/7K3M-9QXA/decision": "/submissions/7K3M-9QXA/decision", "/audit/019ab000-0000-7000-8000-000000000000": "/audit/019ab000-0000-7000-8000-000000000000",
	} {
		if got := maskPath(path); got != want {
			t.Errorf("maskPath(%q) = %q, want %q", path, got, want)
		}
	}
}

// A fault in one handler must neither end the program nor say what somebody typed.
func TestAPanicIsContained(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	d := newTestDesk(t)
	a := &App{Config: d.config}
	a.Log = slog.New(slog.NewTextHandler(&log, nil))
	app := fiber.New(fiber.Config{ErrorHandler: a.showError})
	app.Use(a.begin, a.language)
	app.Get("/typed", func(*fiber.Ctx) error { panic("MARIA SANTOS CRUZ") })
	app.Get("/index", func(c *fiber.Ctx) error { return c.SendString(strings.Split("a", "b")[len(c.Path())]) })
	for path, said := range map[string]string{"/typed": "said=string", "/index": "index out of range"} {
		req, _ := http.NewRequest(http.MethodGet, path, nil)
		res, err := app.Test(req)
		if err != nil || res.StatusCode != 500 || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
			t.Errorf("%s: %v, %v", path, res, err)
		}
		if !strings.Contains(log.String(), said) || !strings.Contains(log.String(), "middleware_test.go") {
			t.Errorf("%s: the log does not say where it happened: %s", path, log.String())
		}
	}
	if strings.Contains(log.String(), "MARIA") {
		t.Error("what somebody typed is in the log")
	}
}
