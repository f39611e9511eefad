package compare

// representative is the character that stands for all forms of it: 高 for 髙.
func representative(r rune) rune {
	if to, ok := variants[r]; ok {
		return to
	}
	return r
}

// traditional is the form that a card prints for a simplified character (Ministry of Justice, public notice 582 of
// 2011, on writing names in kanji). Simplified forms that are Japanese characters of their own, such as 叶, 沈 and
// 芸, are printed as they are and so stay.
func traditional(r rune) rune {
	if to, ok := simplified[r]; ok {
		return to
	}
	return r
}

// variants lead from a form to its representative: forms that family registers and cards keep apart and people do
// not (Ministry of Justice, guidance on 正字・俗字 in registers; old and new forms of the 1949 and 1981 lists).
var variants = pairsOfGroups(
	"高髙", "崎﨑嵜", "辺邉邊", "斉齊斎齋", "沢澤", "浜濱濵", "徳德", "吉𠮷", "国國圀", "広廣", "真眞",
	"桜櫻", "滝瀧", "竜龍", "蔵藏", "恵惠", "栄榮", "黒黑", "島嶋嶌", "寿壽", "実實", "条條", "浅淺",
	"静靜", "鉄鐵", "豊豐", "稲稻", "曽曾", "会會", "来來", "円圓", "学學", "寛寬", "将將", "増增",
	"弥彌", "応應", "戸戶", "晋晉", "横橫", "桧檜", "浄淨", "渕淵渊", "温溫", "瀬瀨", "灯燈", "為爲",
	"独獨", "当當", "穂穗", "緒緖", "県縣", "聡聰", "与與", "旧舊", "万萬", "芦蘆", "処處", "号號",
	"蛍螢", "譲讓", "頼賴", "郷鄕", "釈釋", "鶏鷄雞", "青靑", "顕顯", "餅餠", "駅驛", "体體", "鴎鷗",
	"塩鹽", "麦麥", "黄黃", "亀龜", "礒磯", "糸絲", "槙槇", "凛凜", "尭堯", "遥遙", "禄祿", "礼禮",
	"仏佛", "伝傳", "富冨", "峰峯", "館舘", "岳嶽", "桑桒", "呉吳", "宮宫", "関關", "団團", "台臺",
	"経經", "継繼", "続續", "総總", "絵繪", "緑綠", "縄繩", "芸藝", "薫薰", "歩步", "歴歷", "毎每",
	"気氣", "済濟", "渓溪", "満滿", "焼燒", "状狀", "瑶瑤", "画畫", "発發", "秋穐龝", "窓窗", "竪豎",
	"粋粹", "莊荘", "覚覺", "覧覽", "観觀", "誉譽", "賛贊", "転轉", "軽輕", "辞辭", "逓遞", "遅遲",
	"郎郞", "鋭銳", "録錄", "銭錢", "闘鬪", "険險", "隠隱", "隣鄰", "霊靈", "頬頰", "髪髮", "鼓皷",
	"悦悅", "戦戰", "拝拜", "抜拔", "捜搜", "挿插", "摂攝", "数數", "断斷", "暁曉", "枢樞", "栃杤",
	"検檢", "楼樓", "楽樂", "様樣", "権權", "歓歡", "対對", "専專", "巣巢", "巌巖", "帯帶", "帰歸",
	"従從", "恒恆", "懐懷", "労勞", "勲勳", "区區", "巻卷", "参參", "単單", "厳嚴", "収收", "双雙",
	"営營", "囲圍", "図圖", "圧壓", "堕墮", "塁壘", "壮壯", "声聲", "売賣", "奥奧", "奨獎奬", "嬢孃",
	"宝寶", "価價", "倹儉", "偽僞", "児兒", "亜亞", "乗乘", "乱亂", "争爭", "剣劍劔", "剤劑", "励勵",
	"勧勸", "弐貳", "徴徵", "慎愼", "鎮鎭", "陥陷", "証證",
)

// simplified leads from a simplified character to the one that is printed.
var simplified = pairs(
	"张張刘劉陈陳杨楊赵趙吴呉孙孫马馬罗羅郑鄭谢謝韩韓冯馮邓鄧许許萧蕭苏蘇卢盧贾賈钟鍾谭譚陆陸龙龍伟偉",
	"丽麗华華红紅军軍兰蘭凤鳳晓曉艳艷鹏鵬鸿鴻飞飛龚龔邹鄒严嚴颜顔邬鄔闫閻阎閻阳陽阴陰车車农農凯凱刚剛",
	"剑劍创創劲勁动動务務胜勝勋勲协協单單卖賣卫衛厉厲压壓厅廳历歷发發变變员員园園围圍图圖圆圓团團场場",
	"坚堅坛壇坝壩块塊坟墳执執垦墾备備头頭奋奮奖奬妈媽娄婁娇嬌娅婭娱娯婴嬰婵嬋宁寧实實宠寵审審宪憲宽寛",
	"宾賓寻尋对対导導尝嘗尧堯岁歳岚嵐岛島岭嶺岗崗巩鞏币幣帅帥师師帜幟带帯帮幫庆慶庐廬库庫应應庙廟废廃",
	"开開异異弹弾归帰录録彻徹忆憶怀懐态態总総恳懇恶悪恺愷惯慣懒懶戏戯战戦户戸扬揚扫掃抚撫护護报報拥擁",
	"择択挥揮摄摂敌敵斋齋斩斬时時旷曠昙曇显顕晔曄晖暉暂暫术術杀殺权権极極构構枫楓标標栋棟栾欒树樹桥橋",
	"桦樺检検欢歓歼殲毕畢汇彙汉漢汤湯沟溝沪滬泽澤洁潔济済浏瀏浓濃润潤涧澗涨漲渐漸渔漁满満滨濱潇瀟灏灝",
	"灵霊炜煒炼煉烁爍热熱焕煥焘燾爱愛爷爺牵牽玛瑪环環现現玮瑋玺璽珑瓏琏璉琼瓊璎瓔电電畅暢疗療监監盘盤",
	"矿鉱码碼确確祎禕祸禍离離积積稳穏穷窮窦竇竞競笔筆简簡签簽类類紧緊纪紀纯純纲綱纳納纵縦纶綸纷紛纸紙",
	"纹紋纺紡练練组組细細终終绍紹经経绒絨结結给給络絡绚絢绝絶统統继継绩績绪緒续続绮綺维維绵綿绿緑缘縁",
	"缨纓缪繆罚罰职職联聯聂聶肃粛脑脳脸臉舰艦艺藝节節苍蒼荣榮荧熒药薬莲蓮莹瑩萨薩蓝藍蔼藹蔷薔蕴蘊虑慮",
	"虽雖蚁蟻补補袭襲见見观観规規视視览覽觉覺计計订訂认認议議记記讲講论論设設访訪证證评評识識诉訴诗詩",
	"诚誠话話语語诺諾谊誼谋謀谐諧谦謙贝貝贞貞贡貢财財责責贤賢质質购購贯貫贵貴贺賀资資赏賞赖頼赞賛轩軒",
	"转転轮輪轻軽载載辉輝达達过過运運还還进進远遠连連迟遅选選逊遜遗遺邝鄺郏郟郦酈鉴鑑针針钊釗钧鈞钰鈺",
	"钱錢铁鉄铃鈴铭銘银銀锋鋒锐鋭锦錦键鍵锡錫镇鎮镜鏡长長门門闭閉问問闯闖闵閔间間闻聞阁閣阔闊阙闕队隊",
	"阶階际際陇隴陕陝险険隐隠雾霧顶頂项項顺順顾顧预預领領颖穎频頻题題风風饶饒馆館骁驍骄驕骆駱骏駿骞騫",
	"鱼魚鲁魯鲍鮑鲜鮮鸟鳥鸣鳴鸾鸞齐齊龄齢伦倫仪儀们們优優传傳伤傷众衆侣侶侨僑俪儷储儲关關兴興冈岡击撃",
	"则則",
)

// pairsOfGroups leads from each further character of a group to its first.
func pairsOfGroups(groups ...string) map[rune]rune {
	m := map[rune]rune{}
	for _, g := range groups {
		r := []rune(g)
		for _, v := range r[1:] {
			m[v] = r[0]
		}
	}
	return m
}

// pairs leads from the first character of each pair to the second.
func pairs(lines ...string) map[rune]rune {
	m := map[rune]rune{}
	for _, line := range lines {
		r := []rune(line)
		for i := 0; i+1 < len(r); i += 2 {
			m[r[i]] = r[i+1]
		}
	}
	return m
}
