package main

import (
	"context"

	"shinsa/review"
)

// demoPhrases are saved phrases of the demonstration's desk.
var demoPhrases = []review.Phrase{
	{Use: review.ForMessage, Reason: "unreadable", Texts: map[string]string{
		"en": "Lay the card on a dark table near a window, and switch the flash off.",
		"ja": "窓の近くの暗い色の机にカードを置き、フラッシュを切って撮影してください。",
	}},
	{Use: review.ForMessage, Reason: "address-mismatch", Texts: map[string]string{
		"en": "The newest address is the last line on the back of the card.",
		"ja": "最新の住所は、カード裏面のいちばん下の行です。",
	}},
	{Use: review.ForMessage, Texts: map[string]string{
		"en": "You need not type anything again that was not asked for.",
		"ja": "お願いした項目のほかは、入力し直す必要はありません。",
	}},
	{Use: review.ForNote, Texts: map[string]string{"": "Called back; the person confirmed it."}},
	{Use: review.ForNote, Texts: map[string]string{"": "Compared letter by letter with the loupe."}},
}

// addPhrases keeps them as the supervisor. Those that are there already are no second ones.
func (s *seeder) addPhrases(ctx context.Context) error {
	for _, p := range demoPhrases {
		if err := s.desk.AddPhrase(ctx, s.people[2], p); err != nil {
			return err
		}
	}
	return nil
}
