package handlers

import (
	"fmt"
	"time"
)

// waitText says a short wait without words, so that it reads in every language: 45 s, 3 min, 2 h.
func waitText(d time.Duration) string {
	switch d = d.Round(time.Second); {
	case d < time.Minute:
		return fmt.Sprintf("%d s", max(1, int(d.Seconds())))
	case d < time.Hour:
		return fmt.Sprintf("%d min", int((d + 59*time.Second).Minutes()))
	}
	return fmt.Sprintf("%d h", int((d + 59*time.Minute).Hours()))
}
