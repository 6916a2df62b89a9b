print("yunshang")
